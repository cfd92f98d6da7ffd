"""What cloudformation-validate finds in templates: `validate.py REGIONS TEMPLATE…`, with commas between the regions.

Prints its version and the findings as JSON: errors and warnings, each with its template and its rule.
"""

import importlib.metadata
import json
import sys

from cloudformation_validate import CompositeEngine, PseudoParameterOverrides, Severity, ValidateConfig


def main():
    engine = CompositeEngine()
    regions, *templates = sys.argv[1:]
    findings = []
    for region in regions.split(","):
        config = ValidateConfig(
            severity_level=Severity.WARN,
            pseudo_parameter_overrides=PseudoParameterOverrides(region=region),
        )
        for template in templates:
            for finding in engine.validate_template(template, config).diagnostics:
                is_error = finding.severity in (Severity.ERROR, Severity.FATAL)
                findings.append({"template": template, "rule": finding.rule_id, "isError": is_error})
    print(json.dumps({"version": importlib.metadata.version("cloudformation-validate"), "findings": findings}))


main()
