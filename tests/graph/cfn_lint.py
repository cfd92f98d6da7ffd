"""What needs what in templates, by cfn-lint's own graph: {file: [[from, to], …]}, of resources only, sorted, once each."""

import json
import sys

from cfnlint.decode import cfn_json
from cfnlint.template import Template


def read(file):
    template = Template(file, cfn_json.load(file))
    graph = template.graph.graph
    resources = template.get_resources()
    return sorted({(source, target) for source, target in graph.edges() if source in resources and target in resources})


print(json.dumps({file: read(file) for file in sys.argv[1:]}))
