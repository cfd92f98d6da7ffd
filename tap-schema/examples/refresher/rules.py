"""Prints, as JSON, what cfn-lint says in Python code only: which rule applies which schema where.

    python3 rules.py cfn_lint-VERSION-py3-none-any.whl

The sources are read, never imported: importing them would need every dependency of cfn-lint. Standard library only.
What the code means is for `refresh` to say; this script reports names, literals and the hashes of what has to be reviewed.
"""

import ast
import hashlib
import json
import sys
import zipfile

EXTENSIONS = "cfnlint.data.schemas.extensions."
POLICIES = "cfnlint.data.schemas.other.iam"
# Change what a rule says, not whether it is met.
WORDING = {"__init__", "message", "_clean_error"}


def digest(source, node):
    return hashlib.sha256(ast.get_source_segment(source, node).encode()).hexdigest()


def literals(tree):
    """The module's assignments of plain literals, by name."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                pass
    return found


def schema_of(cls):
    """The module and file that the class hands to `SchemaDetails`, if it does."""
    for call in ast.walk(cls):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "SchemaDetails":
            given = dict(zip(("module", "filename"), call.args))
            given.update((keyword.arg, keyword.value) for keyword in call.keywords)
            return {"module": ast.unparse(given["module"]), "file": ast.literal_eval(given["filename"])}
    return None


def policy_schema_of(cls):
    """The same of a class of policies, which hands the name of its file to `super().__init__`."""
    for call in ast.walk(cls):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__" and len(call.args) == 3:
            return {"module": POLICIES, "file": ast.literal_eval(call.args[2])}
    return None


def rule_of(source, cls):
    id_ = next(
        (
            node.value.value
            for node in cls.body
            if isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == "id"
            and isinstance(node.value, ast.Constant)
        ),
        None,
    )
    at = [
        node.value
        for node in ast.walk(cls)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("Resources/AWS::")
    ]
    is_policy = any(ast.unparse(base) == "Policy" for base in cls.bases)
    schema = policy_schema_of(cls) if is_policy else schema_of(cls)
    if id_ is None or not (at or (schema and schema["module"].startswith(EXTENSIONS))):
        return None
    return {
        "id": id_,
        "bases": [ast.unparse(base) for base in cls.bases],
        "at": at,
        "schema": schema,
        "code": {
            node.name: digest(source, node)
            for node in cls.body
            if isinstance(node, ast.FunctionDef) and node.name not in WORDING
        },
    }


def main(wheel):
    rules, classes, attributes = [], {}, {}
    with zipfile.ZipFile(wheel) as files:
        for name in sorted(files.namelist()):
            if not name.endswith(".py") or not name.startswith(("cfnlint/rules/", "cfnlint/schema/")):
                continue
            source = files.read(name).decode()
            tree = ast.parse(source, name)
            for cls in (node for node in tree.body if isinstance(node, ast.ClassDef)):
                classes[f"{name}:{cls.name}"] = digest(source, cls)
                rule = rule_of(source, cls) if name.startswith("cfnlint/rules/") else None
                if rule:
                    rules.append({"source": name, **rule})
            if name == "cfnlint/schema/_getatts.py":
                attributes = literals(tree)
    json.dump(
        {
            "rules": rules,
            "classes": classes,
            "everyProperty": attributes.get("_all_property_types"),
            "moreAttributes": attributes.get("_exceptions"),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(sys.argv[1])
