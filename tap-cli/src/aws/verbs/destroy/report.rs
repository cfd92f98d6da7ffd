//! What `destroy` says before and after.

use super::doomed::{CLUSTER, Doomed, Going, Key};
use super::kept::{self, Full, Kept, Policy};
use crate::aws::leftovers::Survivor;
use crate::aws::setting::Setting;
use crate::aws::verbs::survey::Root;
use crate::aws::verbs::table::{count, stamp};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: i64 = 24 * 60 * 60;

/// What is about to go, before the question.
pub fn question(setting: &Setting, doomed: &Doomed) -> String {
    let mut out = format!("this deletes from account {}:\n", setting.session.account);
    for set in doomed.sets.iter().filter(|set| set.live.is_some()) {
        out.push_str(&format!("  the stack set {} with all its instances\n", set.name));
    }
    for going in doomed.deployment() {
        out.push_str(&format!("  {}\n", going.root.called()));
    }
    if doomed.is_bootstrap_wanted {
        for going in doomed.bootstrap() {
            let full = going.tree.as_ref().and_then(|tree| kept::full(tree).ok()).unwrap_or_default();
            let inside = if full == Full::default() { "" } else { ", and all that is in its buckets and repositories" };
            out.push_str(&format!("  {} (bootstrap){inside}\n", going.root.called()));
        }
        for parameter in &setting.description.secure_parameters {
            out.push_str(&format!("  the secure parameter {} in each region\n", parameter.name));
        }
    }
    let staying = staying(doomed.deployment()).into_iter().map(|(root, kept)| stays(root, &kept));
    out.extend(staying.map(|line| format!("  {line}\n")));
    out
}

/// Why the bootstrap stays.
pub fn refusal(doomed: &Doomed, survivors: &[&Survivor]) -> String {
    let lines: String = survivors.iter().map(|one| format!("\n  {}", survives(doomed, one, true))).collect();
    format!(
        "the bootstrap cannot go: backups need its key{lines}\nhelp: delete them, or wait until they are gone, and run the same command again"
    )
}

/// What was done.
pub struct Report<'d> {
    pub setting: &'d Setting,
    pub doomed: &'d Doomed,
    pub survivors: Vec<Survivor>,
    /// Why those are not known.
    pub unknown: Option<String>,
    pub is_bootstrap_gone: bool,
    /// Whether the bootstrap was to go, and had to stay.
    pub is_refused: bool,
}

impl Report<'_> {
    fn gone(&self) -> impl Iterator<Item = &Going> {
        self.doomed.deployment().chain(self.doomed.bootstrap().filter(|_| self.is_bootstrap_gone))
    }

    /// What is left of these stacks; backups of clusters are looked up by themselves.
    fn left(&self) -> Vec<(&Root, Kept)> {
        let all = staying(self.gone()).into_iter();
        all.filter(|(_, kept)| kept.policy != Policy::Snapshot || kept.kind != CLUSTER).collect()
    }

    fn keys(&self) -> Vec<Key> {
        // Read once before anything was deleted, so it can be read again.
        self.doomed.keys(self.setting, self.gone()).unwrap_or_default()
    }

    /// For people.
    pub fn people(&self) -> String {
        let sets: Vec<&str> = self.doomed.sets.iter().filter(|set| set.live.is_some()).map(|set| set.name.as_str()).collect();
        let gone: Vec<&Root> = self.gone().map(|going| &going.root).collect();
        let mut out = String::new();
        if sets.is_empty() && gone.is_empty() {
            let what = if self.doomed.is_bootstrap_wanted { "there" } else { "deployed" };
            out.push_str(&format!("nothing of {} is {what}\n", self.setting.name));
        } else {
            out.push_str(&format!("deleted {}\n", count(gone.len(), "stack", "stacks")));
            out.extend(sets.iter().map(|name| format!("  stack set {name}\n")));
            out.extend(gone.iter().map(|root| format!("  {}\n", root.called())));
        }
        let mut stay: Vec<String> = self.left().into_iter().map(|(root, kept)| stays(root, &kept)).collect();
        stay.extend(self.survivors.iter().map(|one| survives(self.doomed, one, !self.is_bootstrap_gone)));
        stay.extend(self.keys().iter().map(|key| {
            format!("the key {} in {}, until AWS deletes it on {}", key.arn, key.region, &stamp(later(key.days))[..10])
        }));
        if !self.is_bootstrap_gone {
            stay.extend(self.doomed.bootstrap().map(|going| format!("{} (bootstrap)", going.root.called())));
        }
        if !stay.is_empty() {
            out.push_str("what stays:\n");
            out.extend(stay.iter().map(|line| format!("  {line}\n")));
        }
        if let Some(why) = &self.unknown {
            out.push_str(&format!("backups that stay are not known: {why}\n"));
        }
        if self.is_refused {
            out.push_str("\nthe bootstrap stays, since backups need its key\n");
            out.push_str("  help: delete them, or wait until they are gone, and run the same command again\n");
        } else if !self.is_bootstrap_gone && self.doomed.bootstrap().next().is_some() {
            out.push_str("\nthe bootstrap goes with --bootstrap\n");
        }
        out
    }

    /// As one JSON object.
    pub fn machine(&self) -> String {
        let root = |root: &Root| json!({ "region": root.region, "stack": root.name });
        let sets = self.doomed.sets.iter().filter(|set| set.live.is_some()).map(|set| &set.name);
        let retained = self.left().into_iter().map(|(root, kept)| {
            json!({
                "region": root.region, "stack": root.name, "path": kept.path, "type": kept.kind, "physical_id": kept.physical_id,
                "policy": if kept.policy == Policy::Snapshot { "snapshot" } else { "retain" },
            })
        });
        let survivors = self.survivors.iter().map(|one| {
            let until = until(self.doomed, one, !self.is_bootstrap_gone);
            json!({
                "region": one.region, "kind": one.kind, "id": one.id, "cluster": one.cluster, "key": one.kms_key_arn,
                "until": until.map(|seconds| stamp(seconds as f64)),
            })
        });
        let keys = self.keys();
        let keys = keys.iter().map(|key| json!({ "region": key.region, "key": key.arn, "until": stamp(later(key.days)) }));
        let left = self.doomed.bootstrap().filter(|_| !self.is_bootstrap_gone).map(|going| root(&going.root));
        let all = json!({
            "event": "done",
            "deleted": {
                "stack_sets": sets.collect::<Vec<_>>(), "stacks": self.gone().map(|going| root(&going.root)).collect::<Vec<Value>>(),
            },
            "stays": {
                "resources": retained.collect::<Vec<_>>(), "backups": survivors.collect::<Vec<_>>(), "keys": keys.collect::<Vec<_>>(),
                "bootstrap": left.collect::<Vec<_>>(),
            },
            "backups_unknown": self.unknown, "bootstrap_refused": self.is_refused,
        });
        format!("{all}\n")
    }
}

/// So many days from now, in seconds since 1970.
fn later(days: u64) -> f64 {
    (SystemTime::now() + Duration::from_secs(days * DAY.unsigned_abs()))
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |time| time.as_secs_f64())
}

/// What these stacks leave behind.
fn staying<'g>(of: impl Iterator<Item = &'g Going>) -> Vec<(&'g Root, Kept)> {
    let each = of.flat_map(|going| going.resources().unwrap_or_default().into_iter().map(|kept| (&going.root, kept)));
    each.filter(|(_, kept)| kept.policy != Policy::Delete).collect()
}

fn stays(root: &Root, kept: &Kept) -> String {
    let what = match kept.policy {
        Policy::Snapshot => "leaves a final snapshot",
        Policy::Retain | Policy::Delete => "stays",
    };
    format!("{} {} of {}, {} {what}", kept.kind, kept.path.join("."), root.called(), kept.physical_id)
}

/// When a backup is gone, in seconds since 1970: by itself, or by the function of the bootstrap that sweeps, as long as that stays.
fn until(doomed: &Doomed, one: &Survivor, is_bootstrap_there: bool) -> Option<i64> {
    let swept = || Some(one.made? + doomed.sweeper(&one.region)?.days * DAY);
    one.until.or_else(|| swept().filter(|_| is_bootstrap_there && one.kind == "snapshot"))
}

fn survives(doomed: &Doomed, one: &Survivor, is_bootstrap_there: bool) -> String {
    let sweeper = doomed.sweeper(&one.region).filter(|_| is_bootstrap_there && one.kind == "snapshot" && one.until.is_none());
    let Some(sweeper) = sweeper else { return format!("{}: {}", one.region, one.describe()) };
    let when = match one.made {
        Some(made) => format!("from {} on", &stamp((made + sweeper.days * DAY) as f64)[..10]),
        None => format!("{} days after it is made", sweeper.days),
    };
    format!("{}: {} {} of {}; {} deletes it {when}", one.region, one.kind, one.id, one.cluster, sweeper.name)
}

#[cfg(test)]
mod tests {
    use super::{DAY, refusal, until};
    use crate::aws::leftovers::Survivor;
    use crate::aws::stack::{Live, LiveResource, Tree};
    use crate::aws::verbs::destroy::doomed::{Doomed, Going};
    use crate::aws::verbs::survey::{Part, Root};
    use std::collections::BTreeMap;

    /// A bootstrap in one region, with a function that deletes snapshots after 30 days.
    fn doomed() -> Doomed {
        let template = "
Resources:
  Sweeper: { Type: AWS::Lambda::Function, Properties: { Environment: { Variables: { RETENTION_DAYS: '30' } } } }
";
        let sweeper = LiveResource {
            logical_id: "Sweeper".into(),
            physical_id: Some("sweeper-dev".into()),
            kind: "AWS::Lambda::Function".into(),
            status: "CREATE_COMPLETE".into(),
            reason: None,
            drift: None,
        };
        let live = Live { name: "retention-dev".into(), ..Live::default() };
        let root = Root {
            part: Part::Bootstrap,
            step: 0,
            template: "retention".into(),
            name: "retention-dev".into(),
            region: "us-east-1".into(),
            live: Some(live.clone()),
            problem: None,
            is_outdated: false,
        };
        let tree = Tree { live, template: template.into(), resources: vec![sweeper], children: BTreeMap::new() };
        Doomed { stacks: vec![Going { root, tree: Some(tree) }], sets: Vec::new(), is_bootstrap_wanted: true }
    }

    fn survivor(kind: &'static str, region: &str, until: Option<i64>) -> Survivor {
        let (id, cluster) = ("final-1".to_string(), "aurora-dev".to_string());
        Survivor { kind, id, cluster, region: region.to_string(), made: Some(DAY), until, kms_key_arn: None }
    }

    #[test]
    fn snapshots_go_with_the_sweeper_and_backups_by_themselves() {
        let doomed = doomed();
        assert_eq!(until(&doomed, &survivor("snapshot", "us-east-1", None), true), Some(31 * DAY));
        // Where nothing sweeps, or no longer does, they stay.
        assert_eq!(until(&doomed, &survivor("snapshot", "eu-west-1", None), true), None);
        assert_eq!(until(&doomed, &survivor("snapshot", "us-east-1", None), false), None);
        assert_eq!(until(&doomed, &survivor("automated backups", "us-east-1", Some(7)), true), Some(7));
        assert_eq!(until(&doomed, &survivor("automated backups", "us-east-1", None), true), None);
    }

    #[test]
    fn a_refusal_names_what_stands_in_the_way_and_until_when() {
        let (here, there) = (survivor("snapshot", "us-east-1", None), survivor("automated backups", "eu-west-1", Some(31 * DAY)));
        let text = refusal(&doomed(), &[&here, &there]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "the bootstrap cannot go: backups need its key");
        assert_eq!(lines[1], "  us-east-1: snapshot final-1 of aurora-dev; sweeper-dev deletes it from 1970-02-01 on");
        assert_eq!(lines[2], "  eu-west-1: automated backups final-1 of aurora-dev, until 1970-02-01");
        assert_eq!(lines[3], "help: delete them, or wait until they are gone, and run the same command again");
    }
}
