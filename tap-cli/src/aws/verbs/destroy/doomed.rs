//! What is there to be deleted, read before anything is.

use super::kept::{self, Kept, Policy};
use crate::aws::failure::Failure;
use crate::aws::leftovers::{Survivor, survivors};
use crate::aws::setting::Setting;
use crate::aws::stack::{self, State, Tree, state};
use crate::aws::verbs::names;
use crate::aws::verbs::survey::{Part, Root, Set, Survey, regions};
use futures_util::future::try_join_all;
use serde_json::Value;
use std::collections::BTreeSet;
use tap_core::document::Document;

/// AWS waits so many days before a key is gone, if the template says nothing.
const WAITING: u64 = 30;
/// The variable that tells a function of the bootstrap how many days final snapshots are kept.
const RETENTION: &str = "RETENTION_DAYS";

pub const CLUSTER: &str = "AWS::RDS::DBCluster";

/// Everything of an environment.
pub struct Doomed {
    /// Those that exist, region by region, in the order of the description.
    pub stacks: Vec<Going>,
    pub sets: Vec<Set>,
    /// Whether the bootstrap goes, too.
    pub is_bootstrap_wanted: bool,
}

/// A stack that exists.
pub struct Going {
    pub root: Root,
    /// None of a stack that was only reviewed: nothing is in it.
    pub tree: Option<Tree>,
}

/// A key, and how many days AWS waits before it is gone.
pub struct Key {
    pub arn: String,
    pub region: String,
    pub days: u64,
}

/// What deletes final snapshots, and after how many days.
pub struct Sweeper {
    pub name: String,
    pub days: i64,
}

impl Doomed {
    /// Reads all stacks, side by side.
    pub async fn read(setting: &Setting, survey: Survey, is_bootstrap_wanted: bool) -> Result<Self, Failure> {
        let there = survey.roots.into_iter().filter(|root| root.live.is_some());
        let read = there.map(|root| async move {
            let live = root.live.clone().filter(|live| state(Some(live)) != State::Reviewed);
            let tree = match live {
                Some(live) => Some(stack::tree(&root.clients(setting), live).await?),
                None => None,
            };
            Ok::<_, Failure>(Going { root, tree })
        });
        Ok(Doomed { stacks: try_join_all(read).await?, sets: survey.sets, is_bootstrap_wanted })
    }

    /// Whether there is nothing to delete.
    pub fn is_empty(&self) -> bool {
        !self.has_deployment() && (!self.is_bootstrap_wanted || self.stacks.is_empty())
    }

    /// Whether anything of the deployment is there.
    pub fn has_deployment(&self) -> bool {
        self.sets.iter().any(|set| set.live.is_some()) || self.deployment().next().is_some()
    }

    pub fn deployment(&self) -> impl Iterator<Item = &Going> {
        self.stacks.iter().filter(|going| going.root.part != Part::Bootstrap)
    }

    pub fn bootstrap(&self) -> impl Iterator<Item = &Going> {
        self.stacks.iter().filter(|going| going.root.part == Part::Bootstrap)
    }

    /// A stack that AWS will not delete.
    pub fn protected(&self) -> Option<String> {
        let goes = |going: &&Going| self.is_bootstrap_wanted || going.root.part != Part::Bootstrap;
        let protected = |going: &&Going| going.root.live.as_ref().is_some_and(|live| live.is_protected);
        self.stacks.iter().filter(goes).find(protected).map(|going| going.root.called())
    }

    /// Backups of the environment's clusters, and all that the bootstrap's keys encrypt.
    pub async fn survivors(&self, setting: &Setting) -> Result<Vec<Survivor>, Failure> {
        let keys = self.keys(setting, self.bootstrap())?;
        let regions = regions(setting)?;
        let each = regions.iter().map(|region| self.survivors_in(setting, region, &keys));
        Ok(try_join_all(each).await?.into_iter().flatten().collect())
    }

    async fn survivors_in(&self, setting: &Setting, region: &str, keys: &[Key]) -> Result<Vec<Survivor>, Failure> {
        // By what is there, and by what was there when an earlier run began.
        let mut clusters = names::of_clusters(setting, region)?;
        for going in self.deployment().filter(|going| going.root.region == region) {
            let all = going.resources()?.into_iter().filter(|kept| kept.kind == CLUSTER);
            clusters.extend(all.map(|kept| kept.physical_id));
        }
        let clusters: Vec<String> = clusters.into_iter().collect();
        let mut asked: Vec<Option<&str>> =
            keys.iter().filter(|key| key.region == region).map(|key| Some(key.arn.as_str())).collect();
        // Without a key, once for the clusters.
        if asked.is_empty() && !clusters.is_empty() {
            asked.push(None);
        }
        let clients = setting.session.clients(region);
        let found = try_join_all(asked.into_iter().map(|key| survivors(&clients, &clusters, key))).await?;
        let mut known = BTreeSet::new();
        Ok(found.into_iter().flatten().filter(|one| known.insert((one.kind, one.id.clone()))).collect())
    }

    /// Those of them that keep the bootstrap from going: where it is there, all that no other key is known for. It also sweeps them.
    pub fn in_the_way<'s>(&self, setting: &Setting, survivors: &'s [Survivor]) -> Result<Vec<&'s Survivor>, Failure> {
        let keys = self.keys(setting, self.bootstrap())?;
        let is_there = |one: &Survivor| self.bootstrap().any(|going| going.root.region == one.region);
        let has_other = |one: &Survivor| {
            let key = one.kms_key_arn.as_deref().filter(|key| !key.is_empty());
            key.is_some_and(|key| keys.iter().all(|own| own.arn != key))
        };
        Ok(survivors.iter().filter(|one| is_there(one) && !has_other(one)).collect())
    }

    /// The keys of these stacks that go with them.
    pub fn keys<'g>(&self, setting: &Setting, of: impl Iterator<Item = &'g Going>) -> Result<Vec<Key>, Failure> {
        let mut keys = Vec::new();
        for going in of {
            let Some(tree) = &going.tree else { continue };
            let region = &going.root.region;
            for kept in
                going.resources()?.into_iter().filter(|kept| kept.kind == "AWS::KMS::Key" && kept.policy == Policy::Delete)
            {
                let pseudo = setting.session.pseudo(region, &going.root.name);
                let arn = match kept.physical_id.strip_prefix("arn:") {
                    Some(_) => kept.physical_id.clone(),
                    None => {
                        format!("arn:{}:kms:{region}:{}:key/{}", pseudo.partition(), setting.session.account, kept.physical_id)
                    }
                };
                keys.push(Key { arn, region: region.clone(), days: waiting(tree, &kept.path) });
            }
        }
        Ok(keys)
    }

    /// A function of the bootstrap in a region that deletes final snapshots.
    pub fn sweeper(&self, region: &str) -> Option<Sweeper> {
        let here = self.bootstrap().filter(|going| going.root.region == region);
        here.filter_map(|going| going.tree.as_ref()).find_map(sweeper)
    }
}

impl Going {
    /// All that is in it.
    pub fn resources(&self) -> Result<Vec<Kept>, Failure> {
        Ok(self.tree.as_ref().map_or(Ok(Vec::new()), kept::resources)?)
    }
}

/// How many days AWS waits before a key of a stack is gone.
fn waiting(tree: &Tree, path: &[String]) -> u64 {
    let Some((id, way)) = path.split_last() else { return WAITING };
    let of = way.iter().try_fold(tree, |tree, id| tree.children.get(id));
    let document = of.and_then(|tree| Document::read(&tree.live.name, &tree.template).ok());
    let properties = document.as_ref().and_then(|document| document.properties(id));
    properties.and_then(|properties| number(properties.get("PendingWindowInDays")?)).unwrap_or(WAITING)
}

fn sweeper(tree: &Tree) -> Option<Sweeper> {
    let document = Document::read(&tree.live.name, &tree.template).ok()?;
    document.resources.keys().find_map(|id| {
        let days = number(document.properties(id)?.pointer(&format!("/Environment/Variables/{RETENTION}"))?)?;
        let name = tree.resources.iter().find(|one| one.logical_id == *id)?.physical_id.clone()?;
        Some(Sweeper { name, days: i64::try_from(days).ok()? })
    })
}

/// A number, as templates may have it: bare or as text.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::{sweeper, waiting};
    use crate::aws::stack::{Live, LiveResource, Tree};
    use std::collections::BTreeMap;

    fn tree(template: &str) -> Tree {
        let resource = |id: &str| LiveResource {
            logical_id: id.to_string(),
            physical_id: Some(format!("{}-dev", id.to_lowercase())),
            kind: "AWS::Lambda::Function".to_string(),
            status: "CREATE_COMPLETE".to_string(),
            reason: None,
            drift: None,
        };
        let resources = vec![resource("Other"), resource("Sweeper")];
        Tree {
            live: Live { name: "retention-dev".into(), ..Live::default() },
            template: template.to_string(),
            resources,
            children: BTreeMap::new(),
        }
    }

    #[test]
    fn templates_say_how_long_keys_wait() {
        let template = "
Resources:
  Short: { Type: AWS::KMS::Key, Properties: { PendingWindowInDays: 7 } }
  Long: { Type: AWS::KMS::Key }
";
        assert_eq!(waiting(&tree(template), &["Short".to_string()]), 7);
        assert_eq!(waiting(&tree(template), &["Long".to_string()]), 30);
    }

    #[test]
    fn the_sweeper_is_the_function_that_knows_for_how_long() {
        let template = "
Resources:
  Other: { Type: AWS::Lambda::Function, Properties: { Environment: { Variables: { MODE: fast } } } }
  Sweeper: { Type: AWS::Lambda::Function, Properties: { Environment: { Variables: { RETENTION_DAYS: '30' } } } }
";
        let found = sweeper(&tree(template)).map(|found| (found.name, found.days));
        assert_eq!(found, Some(("sweeper-dev".to_string(), 30)));
        assert!(sweeper(&tree("Resources: { Other: { Type: AWS::Lambda::Function } }")).is_none());
    }
}
