//! Pseudo parameters.

use serde_json::Value;

/// The pseudo parameters of a stack; one whose text is empty is not known, nor is what follows from it.
///
/// ```
/// use tap_core::evaluate::Pseudo;
///
/// let pseudo = Pseudo::new("cn-north-1");
/// assert_eq!(pseudo.get("AWS::URLSuffix").unwrap(), "amazonaws.com.cn");
/// ```
#[derive(Clone, Debug)]
pub struct Pseudo {
    /// `AWS::AccountId`.
    pub account_id: String,
    /// `AWS::Region`.
    pub region: String,
    /// `AWS::StackName`.
    pub stack_name: String,
    /// `AWS::StackId`.
    pub stack_id: String,
    /// `AWS::NotificationARNs`.
    pub notification_arns: Vec<String>,
}

impl Pseudo {
    /// Those of a stack in this region, in an account of AWS's documentation.
    pub fn new(region: &str) -> Self {
        let mut pseudo = Pseudo {
            account_id: "123456789012".to_string(),
            region: region.to_string(),
            stack_name: String::new(),
            stack_id: String::new(),
            notification_arns: Vec::new(),
        };
        pseudo.name("stack", "00000000-0000-0000-0000-000000000000");
        pseudo
    }

    /// Those of a stack of which nothing is known.
    ///
    /// ```
    /// use tap_core::evaluate::Pseudo;
    ///
    /// let somewhere = Pseudo { region: "eu-west-1".to_string(), ..Pseudo::unknown() };
    /// assert_eq!(somewhere.get("AWS::Partition").unwrap(), "aws");
    /// assert_eq!(somewhere.get("AWS::StackName"), None);
    /// ```
    pub fn unknown() -> Self {
        Pseudo {
            account_id: String::new(),
            region: String::new(),
            stack_name: String::new(),
            stack_id: String::new(),
            notification_arns: Vec::new(),
        }
    }

    /// Gives the stack a name, and an id that ends with this.
    pub fn name(&mut self, name: &str, unique: &str) {
        self.stack_name = name.to_string();
        self.stack_id =
            format!("arn:{}:cloudformation:{}:{}:stack/{name}/{unique}", self.partition(), self.region, self.account_id);
    }

    /// `AWS::Partition`.
    pub fn partition(&self) -> &'static str {
        match self.region.split('-').next() {
            Some("cn") => "aws-cn",
            _ if self.region.starts_with("us-gov-") => "aws-us-gov",
            _ if self.region.starts_with("us-iso-") => "aws-iso",
            _ if self.region.starts_with("us-isob-") => "aws-iso-b",
            _ if self.region.starts_with("eusc-") => "aws-eusc",
            _ => "aws",
        }
    }

    /// `AWS::URLSuffix`.
    pub fn url_suffix(&self) -> &'static str {
        match self.partition() {
            "aws-cn" => "amazonaws.com.cn",
            "aws-iso" => "c2s.ic.gov",
            "aws-iso-b" => "sc2s.sgov.gov",
            "aws-eusc" => "amazonaws.eu",
            _ => "amazonaws.com",
        }
    }

    /// The value of a pseudo parameter; none if it is not known, and of `AWS::NoValue`, which has none.
    pub fn get(&self, name: &str) -> Option<Value> {
        let (known, value) = match name {
            "AWS::AccountId" => (&self.account_id, self.account_id.as_str().into()),
            "AWS::Region" => (&self.region, self.region.as_str().into()),
            "AWS::StackName" => (&self.stack_name, self.stack_name.as_str().into()),
            "AWS::StackId" => (&self.stack_id, self.stack_id.as_str().into()),
            "AWS::Partition" => (&self.region, self.partition().into()),
            "AWS::URLSuffix" => (&self.region, self.url_suffix().into()),
            "AWS::NotificationARNs" => (&self.stack_id, self.notification_arns.clone().into()),
            _ => return None,
        };
        if known.is_empty() { None } else { Some(value) }
    }
}
