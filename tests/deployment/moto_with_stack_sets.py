"""Starts moto's server with what its StackSets, change sets, keys and route tables lack; arguments are those of `moto_server`.

Each function below fills one gap that moto 5.2.5 has, and says which. A gap that another version has filled makes the start fail, so that
the function is removed.
"""

from __future__ import annotations

import inspect
import json
import sys
from typing import Any, Callable

from moto.cloudformation import models, responses
from moto.cloudformation.exceptions import AlreadyExistsException, CloudFormationError, StackInstanceNotFound
from moto.cloudformation.parsing import OutputMap
from moto.ec2.models import ec2_backends
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.vpcs import VPCEndPoint
from moto.kms.models import Key
from moto.server import main


class NameAlreadyExists(CloudFormationError):
    code = "NameAlreadyExistsException"

    def __init__(self, name: str) -> None:
        super().__init__(f"StackSet {name} already exists")


class OperationIdAlreadyExists(CloudFormationError):
    code = "OperationIdAlreadyExistsException"

    def __init__(self, operation_id: str) -> None:
        super().__init__(f"StackSet operation {operation_id} already exists")


def replaces(owner: Any, name: str, gap: str) -> Callable[[Callable[..., Any]], None]:
    """Puts a function in the place of one whose source has a piece of text that is the gap."""
    before = inspect.getattr_static(owner, name)
    source = inspect.getsource(getattr(owner, name))
    if gap not in source:
        sys.exit(f"error: {owner.__name__}.{name} of moto has changed: look whether tests/deployment/moto_with_stack_sets.py is still needed")

    def put(function: Callable[..., Any]) -> None:
        setattr(owner, name, classmethod(function) if isinstance(before, classmethod) else function)

    return put


def as_map(parameters: Any) -> dict[str, str]:
    if isinstance(parameters, dict):
        return dict(parameters)
    return {item["ParameterKey"]: item["ParameterValue"] for item in parameters or []}


def as_list(parameters: dict[str, str]) -> list[dict[str, str]]:
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]


describe_instance = models.StackInstance.to_dict
describe_one = models.CloudFormationBackend.describe_stack_instance
create_set = responses.CloudFormationResponse.create_stack_set
update_set = models.StackSet.update
delete_stack = models.Stack.delete
create_key = Key.create_from_cloudformation_json
execute_change_set = models.CloudFormationBackend.execute_change_set
create_change_set = models.CloudFormationBackend.create_change_set


@replaces(models.StackInstance, "to_dict", "generate_stack_id(")
def named_after_its_stack(self: models.StackInstance) -> dict[str, Any]:
    """An instance's StackId names its stack, and not another stack each time."""
    return {**describe_instance(self), "StackId": self.stack.stack_id, "ParameterOverrides": as_list(overrides_of(self))}


@replaces(models.CloudFormationBackend, "describe_stack_instance", "get_instance(account_id, region).to_dict()")
def there_or_not(self: models.CloudFormationBackend, stack_set_name: str, account_id: str, region: str) -> dict[str, Any]:
    """Where there is no instance, the answer says so."""
    if self.describe_stack_set(stack_set_name).instances.get_instance(account_id, region) is None:
        raise StackInstanceNotFound()
    return describe_one(self, stack_set_name, account_id, region)


@replaces(responses.CloudFormationResponse, "create_stack_set", "description=description,\n        )\n        result")
def once(self: responses.CloudFormationResponse) -> Any:
    """There is one stack set of a name, and a request with a token that was sent again is the same request."""
    name, token = self._get_param("StackSetName"), self._get_param("ClientRequestToken")
    sets = self.cloudformation_backend.stacksets.values()
    known = next((one for one in sets if one.name == name and one.status != "DELETED"), None)
    if known is not None and (token is None or known.token != token):
        raise NameAlreadyExists(name)
    if known is not None:
        return responses.ActionResult({"StackSetId": known.id})
    answer = create_set(self)
    self.cloudformation_backend.describe_stack_set(name).token = token
    return answer


@replaces(responses.CloudFormationResponse, "create_stack_instances", '"ParameterOverrides", []')
def over_the_parameters_of_the_set(self: responses.CloudFormationResponse) -> Any:
    """Overrides leave the set's other parameters; targets and the operation's id are those that are asked for."""
    accounts, regions = targets(self)
    overrides = as_map(self._get_param("ParameterOverrides", []))
    found = asked_once(self)
    found.create_stack_instances(accounts, regions, {}, as_list({**as_map(found.parameters), **overrides}))
    for instance in instances(found, accounts, regions):
        if not hasattr(instance, "overrides"):
            instance.overrides = overrides
    return operation(self, found)


@replaces(responses.CloudFormationResponse, "update_stack_instances", "stackset_name, accounts, regions, parameters")
def carried_to_their_stacks(self: responses.CloudFormationResponse) -> Any:
    """Other overrides update the stacks; without any in the call, each instance keeps its own."""
    accounts, regions = targets(self)
    found = asked_once(self)
    found.update_instances(accounts, regions, [])
    for instance in instances(found, accounts, regions):
        instance.overrides = as_map(self._get_param("ParameterOverrides", [])) or overrides_of(instance)
        bring_up_to_date(found, instance)
    return operation(self, found)


@replaces(responses.CloudFormationResponse, "delete_stack_instances", '"Accounts", []')
def at_these_targets(self: responses.CloudFormationResponse) -> Any:
    """As above."""
    found = asked_once(self)
    found.delete_stack_instances(*targets(self))
    return operation(self, found)


@replaces(models.StackSet, "update", "if accounts and regions:")
def carried_to_instances(self: models.StackSet, **named: Any) -> dict[str, Any]:
    """An update of a set updates its instances: all of them, unless some are named."""
    not_known(self, named["operation_id"])
    accounts = named["accounts"] or list({instance.account_id for instance in self.stack_instances})
    regions = named["regions"] or list({instance.region_name for instance in self.stack_instances})
    done = update_set(self, **{**named, "accounts": [], "regions": []})
    self.instances.template, self.instances.parameters = self.template, self.parameters
    done["Instances"] = []
    for instance in instances(self, accounts, regions):
        bring_up_to_date(self, instance)
        done["Instances"].append({instance.account_id: instance.region_name})
    return done


@replaces(models.CloudFormationBackend, "create_change_set", "template={}")
def with_imports(self: models.CloudFormationBackend, *arguments: Any, **named: Any) -> tuple[str, str]:
    """A stack that a change set makes may import, and has one change set of a name: a request that was sent again makes no other."""
    asked = inspect.signature(create_change_set).bind(self, *arguments, **named).arguments
    for known in self.change_sets.values():
        of_stack = known.stack.name == asked["stack_name"] and known.stack.stack_id in self.stacks
        if of_stack and known.change_set_name == asked["change_set_name"]:
            raise AlreadyExistsException(f"ChangeSet {known.change_set_name} cannot be created: it exists")
    change_set, stack = create_change_set(self, *arguments, **named)
    self.stacks[stack].resource_map.cross_stack_resources = self.exports
    return change_set, stack


@replaces(models.CloudFormationBackend, "execute_change_set", "stack.template = change_set.template")
def with_outputs(self: models.CloudFormationBackend, change_set_name: str, stack_name: str | None = None) -> None:
    """A stack that a change set makes or updates has outputs and exports."""
    change_set = self.describe_change_set(change_set_name)
    execute_change_set(self, change_set_name, stack_name)
    stack = self.stacks[change_set.stack_id]
    stack._parse_template()
    stack.parameters = change_set.parameters
    stack.output_map = stack._create_output_map()
    self.exports.update({export.name: export for export in stack.exports})


@replaces(models.Stack, "delete", "self.resource_map.delete()")
def for_good(self: models.Stack) -> None:
    """A deleted stack has no outputs: looking at them would make its resources again."""
    delete_stack(self)
    self.output_map = OutputMap(self.resource_map, {}, self.stack_id)


@replaces(Key, "create_from_cloudformation_json", 'policy=properties["KeyPolicy"],')
def with_its_policy_as_text(_kind: type[Key], *arguments: Any, **named: Any) -> Key:
    """A key of a stack can be described."""
    key = create_key(*arguments, **named)
    key.policy = json.dumps(key.policy)
    return key


def deletes(kind: type[Any]) -> Callable[[Callable[..., None]], None]:
    """Lets resources of this kind go with their stack."""
    if "delete_from_cloudformation_json" in vars(kind):
        sys.exit(f"error: moto deletes {kind.__name__}: remove its function from tests/deployment/moto_with_stack_sets.py")

    def put(function: Callable[..., None]) -> None:
        def delete(_kind: type[Any], name: str, _properties: Any, account_id: str, region_name: str) -> None:
            function(ec2_backends[account_id][region_name], name)

        setattr(kind, "delete_from_cloudformation_json", classmethod(delete))

    return put


@deletes(RouteTable)
def without_associations(backend: Any, name: str) -> None:
    """A route table that stays keeps the VPC."""
    for association in list(backend.route_tables[name]._associations):
        backend.disassociate_route_table(association)
    backend.delete_route_table(name)


@deletes(VPCEndPoint)
def with_its_interfaces(backend: Any, name: str) -> None:
    """An endpoint leaves nothing."""
    for interface in backend.vpc_end_points.pop(name).network_interface_ids or []:
        backend.enis.pop(interface, None)


def targets(request: responses.CloudFormationResponse) -> tuple[list[str], list[str]]:
    named = (request._get_param("DeploymentTargets") or {}).get("Accounts", [])
    return request._get_param("Accounts", []) or named, request._get_param("Regions", [])


def overrides_of(instance: models.StackInstance) -> dict[str, str]:
    # An instance is described once before its overrides are known.
    return getattr(instance, "overrides", {})


def bring_up_to_date(found: models.StackSet, instance: models.StackInstance) -> None:
    """The stack of an instance gets the template and the parameters of the set, with the instance's overrides."""
    parameters = {**as_map(found.parameters), **overrides_of(instance)}
    backend = models.cloudformation_backends[instance.account_id][instance.region_name]
    backend.update_stack(instance.stack.name, found.template, None, as_list(parameters), None)


def instances(found: models.StackSet, accounts: list[str], regions: list[str]) -> list[models.StackInstance]:
    return [one for one in found.stack_instances if one.account_id in accounts and one.region_name in regions]


def not_known(found: models.StackSet, operation_id: str | None) -> None:
    if any(known["OperationId"] == operation_id for known in found.operations):
        raise OperationIdAlreadyExists(str(operation_id))


def asked_once(request: responses.CloudFormationResponse) -> models.StackSet:
    """The stack set of a request whose operation has not been asked for before."""
    found = request.cloudformation_backend.describe_stack_set(request._get_param("StackSetName"))
    not_known(found, request._get_param("OperationId"))
    return found


def operation(request: responses.CloudFormationResponse, found: models.StackSet) -> Any:
    """The answer, with the id that was asked for."""
    last = found.operations[-1]
    last["OperationId"] = request._get_param("OperationId") or last["OperationId"]
    return responses.ActionResult({"OperationId": last["OperationId"]})


main()
