//! The wheel of cfn-lint: its resource schemas, with its patches applied, and its extension schemas.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use serde_json::Value;
use zip::ZipArchive;

use super::Result;

const SCHEMAS: &str = "cfnlint/data/schemas/";
/// Folders below the schemas: those of extensions, and those of policies.
pub const EXTENSIONS: &str = "extensions/";
pub const POLICIES: &str = "other/iam/";

pub struct CfnLint {
    archive: ZipArchive<File>,
    /// For messages.
    wheel: String,
}

/// The resource schemas. A type has the same one in every region.
pub struct Schemas {
    /// In the order of the bits of a region mask.
    pub regions: Vec<String>,
    pub types: BTreeMap<String, Offered>,
}

pub struct Offered {
    pub schema: Value,
    /// Bit mask over the regions.
    pub regions: i64,
}

impl CfnLint {
    pub fn open(wheel: &Path) -> Result<Self> {
        let shown = wheel.display();
        let file = File::open(wheel).map_err(|error| format!("cannot open {shown}: {error}"))?;
        let archive = ZipArchive::new(file).map_err(|error| format!("{shown} is not a wheel: {error}"))?;
        Ok(Self { archive, wheel: shown.to_string() })
    }

    pub fn schemas(&mut self) -> Result<Schemas> {
        let providers = self.files("providers/")?;
        // The ISO regions are copies of us-east-1, and SAM is no region.
        let mut regions: Vec<_> =
            providers.iter().filter_map(|file| region(file)).filter(|region| !region.contains("-iso")).collect();
        regions.sort_unstable();
        if regions.is_empty() || regions.len() > 63 {
            return Err(self.layout(&format!("{} regions in providers/, expected 1 to 63", regions.len())));
        }

        // Hash of the schema and mask of the regions, by type.
        let mut offers: BTreeMap<String, (String, i64)> = BTreeMap::new();
        for (bit, region) in regions.iter().enumerate() {
            let Value::Object(types) = self.document(&format!("providers/{region}.json"))? else {
                return Err(self.layout(&format!("providers/{region}.json is not an object")));
            };
            for (name, hash) in types {
                let Some(hash) = hash.as_str() else {
                    return Err(self.layout(&format!("{name} in providers/{region}.json is not the name of a schema")));
                };
                let (known, mask) = offers.entry(name.clone()).or_insert_with(|| (hash.to_owned(), 0));
                if known != hash {
                    return Err(self.layout(&format!("{name} has another schema in {region} than in other regions")));
                }
                *mask |= 1 << bit;
            }
        }

        let mut types = BTreeMap::new();
        for (name, (hash, mask)) in offers {
            let schema = self.document(&format!("resources/{hash}.json"))?;
            if schema["typeName"] != name.as_str() {
                return Err(self.layout(&format!("resources/{hash}.json is not the schema of {name}")));
            }
            types.insert(name, Offered { schema, regions: mask });
        }
        Ok(Schemas { regions, types })
    }

    /// The extension schemas, `extensions/aws_lambda_function/awslayer.json`.
    pub fn extensions(&self) -> Result<Vec<String>> {
        let files = self.files(EXTENSIONS)?.into_iter().filter(|file| file.ends_with(".json"));
        Ok(files.map(|file| format!("{EXTENSIONS}{file}")).collect())
    }

    /// The schemas of policies by the names that they call each other by: `policy`, `policy_trust`.
    pub fn policies(&mut self) -> Result<BTreeMap<String, Value>> {
        let files = self.files(POLICIES)?;
        let names = files.iter().filter_map(|file| file.strip_suffix(".json"));
        names.map(|name| Ok((name.to_owned(), self.document(&format!("{POLICIES}{name}.json"))?))).collect()
    }

    /// What lies in a folder of the schemas, sorted, without the folder's own name.
    fn files(&self, folder: &str) -> Result<Vec<String>> {
        let prefix = format!("{SCHEMAS}{folder}");
        let mut files = Vec::new();
        for name in self.archive.file_names() {
            let name = name.map_err(|error| self.layout(&format!("a file has no readable name: {error}")))?;
            files.extend(name.strip_prefix(prefix.as_str()).map(String::from));
        }
        files.sort_unstable();
        Ok(files)
    }

    /// A file below the schemas.
    pub fn document(&mut self, file: &str) -> Result<Value> {
        let path = format!("{SCHEMAS}{file}");
        let read = match self.archive.by_name(&path) {
            Ok(entry) => std::io::read_to_string(entry).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        let text = read.map_err(|error| self.layout(&format!("cannot read {path}: {error}")))?;
        serde_json::from_str(&text).map_err(|error| self.layout(&format!("{path} does not hold JSON: {error}")))
    }

    fn layout(&self, found: &str) -> String {
        format!(
            "{} is not laid out as expected: {found}; read what changed in cfn-lint and adapt examples/refresher/cfn_lint.rs",
            self.wheel
        )
    }
}

/// `eu-west-1.json` → `eu-west-1`
fn region(file: &str) -> Option<String> {
    let name = file.strip_suffix(".json")?;
    is_region(name).then(|| name.to_owned())
}

/// Tells `us-gov-west-1` from `sam`, `all` or `description`.
pub fn is_region(name: &str) -> bool {
    let mut parts = name.rsplit('-');
    parts.next().is_some_and(|last| last.len() == 1 && last.bytes().all(|byte| byte.is_ascii_digit()))
        && parts.clone().count() >= 2
        && parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()))
}
