//! What tests of progress share: a deployment in little, its events, and a clock that they turn.

use super::{Clock, Event};
use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::rc::Rc;
use tap_core::document::{Document, TemplateSet};
use tap_core::evaluate::Deployment;
use tap_core::plan::{self, Estimates, Plan};

/// When the tests begin, in seconds since 1970.
pub const START: f64 = 1_000_000.0;
pub const KEY: &str = "AWS::KMS::Key";

const ROOT: &str = "
Parameters: { Extra: { Type: String, Default: 'no' } }
Resources:
  Network: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./network.yaml } }
  Data:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: ./data.yaml, Parameters: { Vpc: !GetAtt Network.Outputs.Vpc, Extra: !Ref Extra } }
  Topic: { Type: AWS::SNS::Topic }
";
const NETWORK: &str = "
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Slow: { Type: AWS::KMS::Key, Properties: {} }
Outputs: { Vpc: { Value: !Ref Vpc } }
";
const DATA: &str = "
Parameters: { Vpc: { Type: String }, Extra: { Type: String } }
Conditions: { More: !Equals [!Ref Extra, 'yes'] }
Resources:
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: data, VpcId: !Ref Vpc } }
  Key: { Type: AWS::KMS::Key, Condition: More }
  Jobs: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: !If [More, !Ref Key, !Ref 'AWS::NoValue'] } }
";

fn set(network: &str) -> TemplateSet {
    let templates = [("root", ROOT), ("network", network), ("data", DATA)];
    TemplateSet::new(templates.iter().map(|(name, text)| Document::read(name, text).unwrap())).unwrap()
}

/// Network from 0 to 132 s: Vpc 12 s, Slow 122 s, 10 s for itself. Then Data to 214 s: Group 6 s, Jobs 72 s. Topic 4 s.
pub fn creation() -> Rc<Plan> {
    let set = set(NETWORK);
    Rc::new(plan::create(&Deployment::new(&set, Some("eu-west-1")), "root", &Estimates::default()).unwrap())
}

/// The same, deleted.
pub fn deletion() -> Rc<Plan> {
    let set = set(NETWORK);
    Rc::new(plan::delete(&Deployment::new(&set, Some("eu-west-1")), "root", &Estimates::default()).unwrap())
}

/// Replaces Vpc (12 s) and Group (6 s) to 38 s, watches for 60 s, then deletes the old ones in 38 s.
pub fn update() -> Rc<Plan> {
    let (old, new) = (set(NETWORK), set(&NETWORK.replace("10.0.0.0/16", "10.1.0.0/16")));
    let deployment = |set| Deployment::new(set, Some("eu-west-1"));
    Rc::new(plan::update(&deployment(&old), &deployment(&new), "root", &Estimates::default(), 60).unwrap())
}

pub fn begun(plan: Option<Rc<Plan>>, elapsed: u32) -> Event {
    Event::Begun { region: "eu-west-1".into(), stack: "tap-dev".into(), plan, elapsed }
}

/// A change of status so many seconds after the start; the path is that of logical ids, by `/`.
pub fn changed(after: u32, path: &str, kind: &str, status: &str, reason: Option<&str>) -> Event {
    Event::Changed {
        region: "eu-west-1".into(),
        stack: "tap-dev".into(),
        path: path.split('/').filter(|id| !id.is_empty()).map(str::to_string).collect(),
        kind: kind.into(),
        status: status.into(),
        reason: reason.map(str::to_string),
        at: START + f64::from(after),
    }
}

pub fn ended(status: &str, seconds: u32) -> Event {
    Event::Ended { region: "eu-west-1".into(), stack: "tap-dev".into(), status: status.into(), seconds, is_good: true }
}

/// A clock that tests turn.
#[derive(Clone)]
pub struct Hands(Rc<Cell<f64>>);

impl Hands {
    pub fn new() -> Self {
        Hands(Rc::new(Cell::new(START)))
    }

    /// To so many seconds after the start.
    pub fn turn(&self, after: u32) {
        self.0.set(START + f64::from(after));
    }

    pub fn clock(&self) -> Clock {
        let hands = self.clone();
        Box::new(move || hands.0.get())
    }
}

/// What is written, readable while it is written.
#[derive(Clone, Default)]
pub struct Paper(Rc<RefCell<Vec<u8>>>);

impl Paper {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
