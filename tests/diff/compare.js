// What CDK's comparison of templates says of each case: reads a list of `{ kind, old, new }` from the file that is named first, and writes
// a list of impacts to the one that is named second.
const fs = require('fs');
const { fullDiff } = require('@aws-cdk/cloudformation-diff');

const [from, to] = process.argv.slice(2);
const cases = JSON.parse(fs.readFileSync(from, 'utf8'));
const template = (kind, properties) => ({ Resources: { It: { Type: kind, Properties: properties } } });
const impacts = cases.map((one) => {
  const found = fullDiff(template(one.kind, one.old), template(one.kind, one.new)).resources.changes;
  return found.It ? found.It.changeImpact : 'NO_CHANGE';
});
fs.writeFileSync(to, JSON.stringify(impacts));
