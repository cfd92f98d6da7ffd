// The mistakes as CDK apps: `node app.js FOLDER` synthesises each of them, and its repaired twin, with default flags and
// with the flag that makes errors of the findings of the built-in validation. Prints what came of each as JSON.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const {
  App, CfnCondition, CfnOutput, CfnParameter, CfnResource, Fn, NestedStack, Stack, aws_appintegrations, aws_ec2, aws_sns, aws_sqs,
} = require('aws-cdk-lib');

const FLAG = '@aws-cdk/core:validateAgainstDefaultRules';

const topic = (stack, displayName) => new aws_sns.CfnTopic(stack, 'Alerts', { displayName });
const queue = (stack, value) => new aws_sqs.CfnQueue(stack, 'Jobs', value && { tags: [{ key: 'Topic', value }] });
const output = (stack, value, exportName) => new CfnOutput(stack, 'Name', { value, exportName });
const rule = (peer) => [{ ipProtocol: 'tcp', fromPort: 8080, toPort: 8080, ...peer }];
const tag = (resource, value) => resource.addPropertyOverride('Tags', [{ Key: 'Topic', Value: value }]);

const mistakes = {
  in_template_cycle(app, mistaken) {
    const stack = new Stack(app, 'Network');
    const group = (id) => new aws_ec2.CfnSecurityGroup(stack, id, { groupDescription: id, vpcId: 'vpc-0a1b2c3d' });
    const [balancer, service] = [group('Balancer'), group('Service')];
    balancer.securityGroupEgress = rule(mistaken ? { destinationSecurityGroupId: service.attrGroupId } : { cidrIp: '10.0.0.0/16' });
    service.securityGroupIngress = rule({ sourceSecurityGroupId: balancer.attrGroupId });
  },

  nested_cycle(app, mistaken) {
    const root = new Stack(app, 'Root');
    const alerts = topic(new NestedStack(root, 'Topic'), 'alerts');
    const jobs = queue(new NestedStack(root, 'Queue'));
    tag(jobs, alerts.attrTopicName);
    if (mistaken) alerts.displayName = jobs.attrQueueName;
  },

  sibling_cycle_through_exports(app, mistaken) {
    const root = new Stack(app, 'Root');
    const [topics, queues] = [new NestedStack(root, 'Topic'), new NestedStack(root, 'Queue')];
    const alerts = topic(topics, mistaken ? Fn.importValue('queue-name') : 'alerts');
    const jobs = queue(queues, Fn.importValue('topic-name'));
    output(topics, alerts.attrTopicName, 'topic-name');
    output(queues, jobs.attrQueueName, 'queue-name');
    if (!mistaken) queues.addDependency(topics);
  },

  // CDK writes the exports by itself where a stack uses what is another's.
  root_cycle_through_exports(app, mistaken) {
    const alerts = topic(new Stack(app, 'Topic'), 'alerts');
    const jobs = queue(new Stack(app, 'Queue'));
    tag(jobs, alerts.attrTopicName);
    if (mistaken) alerts.displayName = jobs.attrQueueName;
  },

  import_of_nothing(app, mistaken) {
    queue(new Stack(app, 'Queue'), Fn.importValue('topic-name'));
    if (!mistaken) {
      const topics = new Stack(app, 'Topic');
      output(topics, topic(topics, 'alerts').attrTopicName, 'topic-name');
    }
  },

  duplicate_export(app, mistaken) {
    const [topics, queues] = [new Stack(app, 'Topic'), new Stack(app, 'Queue')];
    output(topics, topic(topics, 'alerts').attrTopicName, 'name');
    output(queues, queue(queues).attrQueueName, mistaken ? 'name' : 'queue-name');
  },

  // By the name: `alerts.attrTopicNam` is undefined here, and an error in TypeScript.
  wrong_attribute(app, mistaken) {
    const stack = new Stack(app, 'Messages');
    const alerts = topic(stack);
    queue(stack, alerts.getAtt(mistaken ? 'TopicNam' : 'TopicName').toString());
  },

  wrong_kind_across_stacks(app, mistaken) {
    const root = new Stack(app, 'Root');
    const [network, work] = [new NestedStack(root, 'Network'), new NestedStack(root, 'Work')];
    const vpc = new aws_ec2.CfnVPC(network, 'Vpc', { cidrBlock: '10.0.0.0/16' });
    const subnet = new aws_ec2.CfnSubnet(network, 'Subnet', { vpcId: vpc.ref, cidrBlock: '10.0.0.0/24' });
    const vpcId = mistaken ? subnet.ref : vpc.ref;
    new aws_ec2.CfnSecurityGroup(work, 'Workers', { groupDescription: 'workers', vpcId });
  },

  unconditional_use(app, mistaken) {
    const stack = new Stack(app, 'Messages');
    const alarms = new CfnParameter(stack, 'Alarms', { default: 'no', allowedValues: ['yes', 'no'] });
    const hasAlarms = new CfnCondition(stack, 'HasAlarms', { expression: Fn.conditionEquals(alarms, 'yes') });
    const alerts = topic(stack);
    alerts.cfnOptions.condition = hasAlarms;
    const name = alerts.attrTopicName;
    queue(stack, mistaken ? name : Fn.conditionIf(hasAlarms.logicalId, name, 'none').toString());
  },

  type_missing_in_region(app, mistaken) {
    for (const region of mistaken ? ['us-east-1', 'eu-west-1'] : ['us-east-1']) {
      const stack = new Stack(app, `Orders-${region}`, { env: { region } });
      const eventFilter = { source: 'aws.partner/orders' };
      new aws_appintegrations.CfnEventIntegration(stack, 'Orders', { name: 'orders', eventBridgeBus: 'default', eventFilter });
    }
  },

  // There is nowhere to say how long a deployment may take.
  over_budget(app) {
    const stack = new Stack(app, 'Topics');
    const first = topic(stack);
    new aws_sns.CfnTopic(stack, 'Second', { displayName: first.attrTopicName });
  },
};

/** Synthesises an app; gives the rules it breaks, and what was thrown that is none of them. */
function synthesise(build, mistaken, flag, outdir) {
  const app = new App({ outdir, analyticsReporting: false, context: flag ? { [FLAG]: true } : {} });
  const [errors, warnings] = [new Set(), new Set()];
  let thrown = null;
  try {
    build(app, mistaken);
    app.synth();
  } catch (error) {
    thrown = error;
  }
  const report = path.join(outdir, 'validation-report.json');
  if (fs.existsSync(report)) {
    for (const { violations } of JSON.parse(fs.readFileSync(report, 'utf8')).pluginReports) {
      for (const { ruleName, severity } of violations) (severity === 'error' ? errors : warnings).add(ruleName);
    }
  }
  if (thrown && errors.size === 0) errors.add(`${thrown.name}`);
  if (!thrown && errors.size > 0) throw new Error(`${outdir}: errors, and yet it was synthesised`);
  return { errors: [...errors], warnings: [...warnings] };
}

const folder = process.argv[2];
fs.rmSync(folder, { recursive: true, force: true });
const found = {};
for (const [name, build] of Object.entries(mistakes)) {
  for (const side of ['mistaken', 'repaired']) {
    for (const flags of ['default', 'rules']) {
      const key = `${name}/${side}/${flags}`;
      found[key] = synthesise(build, side === 'mistaken', flags === 'rules', path.join(folder, key));
    }
  }
}
const { version } = require('aws-cdk-lib/package.json');
process.stdout.write(JSON.stringify({ version, found }));
