//! Addresses of templates: an object in a bucket, as CloudFormation takes it.

/// Where an object lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// The region that the address names, if it names one.
    pub region: Option<String>,
    pub bucket: String,
    pub key: String,
}

/// What the hosts of S3 end with, by partition.
const SUFFIXES: &[&str] = &[".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".c2s.ic.gov", ".sc2s.sgov.gov"];

impl Address {
    /// Reads `https://BUCKET.s3.REGION.amazonaws.com/KEY`, the same without the region or with the bucket as the first part of the path, and
    /// `http://HOST:PORT/BUCKET/KEY` of a server of one's own.
    ///
    /// # Errors
    ///
    /// Why it is no address of an object.
    pub fn parse(address: &str) -> Result<Self, String> {
        let refused =
            |why: &str| format!("`{address}` {why}: a template is taken from https://BUCKET.s3.REGION.amazonaws.com/KEY");
        let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        let rest = rest.ok_or_else(|| refused("is no address in S3"))?;
        if rest.contains(['?', '#', '%']) {
            return Err(refused("names a version or has escaped characters, so nothing can be put there"));
        }
        let (host, path) = rest.split_once('/').ok_or_else(|| refused("names no object"))?;
        let (bucket, region) = match SUFFIXES.iter().find_map(|suffix| host.strip_suffix(suffix)) {
            Some(service) => of_service(service).ok_or_else(|| refused("is no address in S3"))?,
            None => (None, None),
        };
        let (bucket, key) = match bucket {
            Some(bucket) => (bucket, path),
            None => path.split_once('/').ok_or_else(|| refused("names no object"))?,
        };
        if bucket.is_empty() || key.is_empty() {
            return Err(refused("names no object"));
        }
        Ok(Address { region: region.map(str::to_string), bucket: bucket.to_string(), key: key.to_string() })
    }
}

/// Bucket and region in the part of a host before `.amazonaws.com`: `BUCKET.s3.REGION`, `s3.REGION`, `BUCKET.s3`, `s3-REGION`, with
/// `dualstack.` before the region or not. A bucket may hold dots, so the last `s3` counts.
fn of_service(service: &str) -> Option<(Option<&str>, Option<&str>)> {
    let starts = |at: &usize| *at == 0 || service.as_bytes()[at - 1] == b'.';
    let ends = |at: &usize| service[at + 2..].chars().next().is_none_or(|next| next == '.' || next == '-');
    let at = service.rmatch_indices("s3").map(|(at, _)| at).find(|at| starts(at) && ends(at))?;
    let bucket = service[..at].strip_suffix('.');
    let region = service[at + 2..].get(1..).map(|region| region.strip_prefix("dualstack.").unwrap_or(region));
    Some((bucket, region))
}

#[cfg(test)]
mod tests {
    use super::Address;

    fn parsed(address: &str) -> (String, String, Option<String>) {
        let address = Address::parse(address).unwrap();
        (address.bucket, address.key, address.region)
    }

    #[test]
    fn every_form_of_an_address_is_read() {
        let of =
            |bucket: &str, region: Option<&str>| (bucket.to_string(), "app/x.0a.json".to_string(), region.map(str::to_string));
        let ireland = Some("eu-west-1");
        assert_eq!(parsed("https://tap-eu-west-1.s3.eu-west-1.amazonaws.com/app/x.0a.json"), of("tap-eu-west-1", ireland));
        assert_eq!(parsed("https://tap.s3.amazonaws.com/app/x.0a.json"), of("tap", None));
        assert_eq!(parsed("https://tap.s3-eu-west-1.amazonaws.com/app/x.0a.json"), of("tap", ireland));
        assert_eq!(parsed("https://tap.s3.dualstack.eu-west-1.amazonaws.com/app/x.0a.json"), of("tap", ireland));
        assert_eq!(parsed("https://tap.s3.cn-north-1.amazonaws.com.cn/app/x.0a.json"), of("tap", Some("cn-north-1")));
        assert_eq!(parsed("https://s3.eu-west-1.amazonaws.com/tap/app/x.0a.json"), of("tap", ireland));
        assert_eq!(parsed("https://s3.amazonaws.com/tap/app/x.0a.json"), of("tap", None));
        assert_eq!(parsed("https://my.s3.tap.s3.eu-west-1.amazonaws.com/app/x.0a.json"), of("my.s3.tap", ireland));
        assert_eq!(parsed("https://s3-tap.s3.eu-west-1.amazonaws.com/app/x.0a.json"), of("s3-tap", ireland));
        assert_eq!(parsed("http://127.0.0.1:4566/tap/app/x.0a.json"), of("tap", None));
        assert_eq!(parsed("http://localhost:4566/tap/app/x.0a.json"), of("tap", None));
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for address in [
            "./network-stack.json",
            "s3://tap/x.json",
            "https://tap.s3.eu-west-1.amazonaws.com",
            "https://tap.s3.eu-west-1.amazonaws.com/",
            "https://s3.eu-west-1.amazonaws.com/tap",
            "https://sqs.eu-west-1.amazonaws.com/tap/x",
            "https://tap.s3.eu-west-1.amazonaws.com/x.json?versionId=1",
            "http://localhost:4566//x.json",
        ] {
            let refused = Address::parse(address).unwrap_err();
            assert!(refused.starts_with(&format!("`{address}` ")), "{refused}");
        }
    }
}
