//! The proxy between a client and an emulator, with boto3 as the client.

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use tap_tests::boto::{Answer, Ask, answers};
use tap_tests::cloud::Cloud;
use tap_tests::proxy::{Call, Scenario, Treatment, at, every_position, lacks, pass};
use tap_tests::servers::Emulator;

const REGION: &str = "eu-west-1";

/// The names of parameters that the server has.
fn parameters(cloud: &Cloud) -> Vec<String> {
    let found = cloud.asked(("ssm", REGION, "describe_parameters", json!({})));
    let found = found["Parameters"].as_array().expect("a list").iter();
    let mut names: Vec<String> = found.map(|one| one["Name"].as_str().expect("a name").to_string()).collect();
    names.sort();
    names
}

fn put(name: &str) -> Ask {
    ("ssm", REGION, "put_parameter", json!({ "Name": name, "Value": "v", "Type": "String", "Overwrite": false }))
}

/// A call in each protocol that changes nothing.
fn reads() -> Vec<Ask> {
    vec![
        ("cloudformation", REGION, "describe_stacks", json!({})),
        ("ssm", REGION, "describe_parameters", json!({})),
        ("s3", REGION, "list_buckets", json!({})),
    ]
}

fn shown(calls: &[Call]) -> Vec<String> {
    calls.iter().map(ToString::to_string).collect()
}

fn code(answer: &Answer) -> &str {
    answer.as_ref().map_or_else(|(code, _)| code.as_str(), |_| "")
}

#[test]
fn both_emulators_get_what_is_said_and_forget_it() {
    for emulator in [Emulator::MiniStack, Emulator::Moto] {
        let cloud = Cloud::start(emulator);
        let asks = [
            ("sts", REGION, "get_caller_identity", json!({})),
            put("/a"),
            ("s3", "us-east-1", "create_bucket", json!({ "Bucket": "templates" })),
            ("s3", "us-east-1", "put_object", json!({ "Bucket": "templates", "Key": "a/b c.json", "Body": "{\"a\": \"ü\"}" })),
            ("s3", "us-east-1", "get_object", json!({ "Bucket": "templates", "Key": "a/b c.json" })),
            ("s3", "us-east-1", "head_object", json!({ "Bucket": "templates", "Key": "missing" })),
            ("cloudwatch", REGION, "describe_alarms", json!({ "AlarmNames": ["none"] })),
            ("ecr", REGION, "describe_repositories", json!({})),
            ("rds", REGION, "describe_db_cluster_snapshots", json!({})),
        ];
        let (said, calls) = cloud.proxy.run(&mut cloud.account.boto(&asks), pass());
        let found = answers(&said.ended(0));
        assert_eq!(found[0].as_ref().unwrap()["Account"], emulator.account());
        assert_eq!(found[4].as_ref().unwrap()["Body"], "{\"a\": \"ü\"}");
        assert_eq!(code(&found[5]), "404");
        assert_eq!(found.iter().filter(|answer| answer.is_err()).count(), 1, "{found:?}");
        let expected = [
            "1 sts:GetCallerIdentity in eu-west-1, 200",
            "2 ssm:PutParameter in eu-west-1, 200",
            "3 s3:CreateBucket in us-east-1, 200",
            "4 s3:PutObject in us-east-1, 200",
            "5 s3:GetObject in us-east-1, 200",
            "6 s3:HeadObject in us-east-1, 404",
            "7 monitoring:DescribeAlarms in eu-west-1, 200",
            "8 ecr:DescribeRepositories in eu-west-1, 200",
            "9 rds:DescribeDBClusterSnapshots in eu-west-1, 200",
        ];
        assert_eq!(shown(&calls), expected);
        let changing: Vec<usize> = calls.iter().filter(|call| call.changes()).map(|call| call.number).collect();
        assert_eq!(changing, [2, 3, 4]);
        assert_eq!(calls[1].parameters, json!({ "Name": "/a", "Value": "v", "Type": "String", "Overwrite": false }));
        assert_eq!(calls[6].parameters["AlarmNames"], json!(["none"]));
        assert_eq!(parameters(&cloud), ["/a"]);
        cloud.server.reset();
        assert_eq!(parameters(&cloud), [""; 0]);
    }
}

#[test]
fn a_body_in_signed_chunks_is_passed_on_as_it_is() {
    let cloud = Cloud::start(Emulator::MiniStack);
    let made = cloud.account.ask(&[(
        "s3",
        REGION,
        "create_bucket",
        json!({ "Bucket": "bucket", "CreateBucketConfiguration": { "LocationConstraint": REGION } }),
    )]);
    assert!(made[0].is_ok(), "{made:?}");
    let address = cloud.proxy.url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).unwrap();
    // As an SDK sends a stream: chunks of its own, in chunks of HTTP.
    let body = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";
    let head = format!(
        "PUT /bucket/k HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ntransfer-encoding: chunked\r\nexpect: 100-continue\r\n\
         content-encoding: aws-chunked\r\nx-amz-decoded-content-length: 5\r\nx-amz-trailer: x-amz-checksum-crc32\r\n\
         x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=testing/20260101/{REGION}/s3/aws4_request, SignedHeaders=host, Signature=0\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("HTTP/1.1 200"), "{answer}");
    let found = cloud.behind.ask(&[("s3", REGION, "get_object", json!({ "Bucket": "bucket", "Key": "k" }))]).remove(0).unwrap();
    assert_eq!(found["Body"], "hello");
}

/// A fault at the first attempt of each call: the answers' codes, and the statuses of all attempts.
fn at_first_attempts(cloud: &Cloud, treatment: Treatment, attempts: usize) -> (Vec<String>, Vec<Option<u16>>) {
    let script = move |call: &Call| if call.number % attempts == 1 % attempts { treatment } else { Treatment::Pass };
    let mut command = cloud.account.boto(&reads());
    let (said, calls) = cloud.proxy.run(command.env("AWS_MAX_ATTEMPTS", attempts.to_string()), Arc::new(script));
    let codes = answers(&said.ended(0)).iter().map(|answer| code(answer).to_string()).collect();
    (codes, calls.iter().map(|call| call.status).collect())
}

#[test]
fn a_client_recognises_each_fault_and_tries_again() {
    let cloud = Cloud::start(Emulator::MiniStack);
    let cut = ["ConnectionClosedError"; 3];
    for (treatment, codes, statuses) in [
        (Treatment::Throttle, ["Throttling", "ThrottlingException", "SlowDown"], [Some(400), Some(400), Some(503)]),
        (Treatment::Fail, ["InternalFailure", "InternalServerError", "InternalError"], [Some(500); 3]),
        (Treatment::CutBefore, cut, [None; 3]),
        (Treatment::CutAfter, cut, [Some(200); 3]),
    ] {
        assert_eq!(
            at_first_attempts(&cloud, treatment, 1),
            (codes.map(String::from).to_vec(), statuses.to_vec()),
            "{treatment:?}"
        );
        let again = statuses.iter().flat_map(|status| [*status, Some(200)]).collect();
        assert_eq!(at_first_attempts(&cloud, treatment, 2), (vec![String::new(); 3], again), "{treatment:?}");
    }
    // A refusal is no reason to try again.
    let mut command = cloud.account.boto(&reads());
    let (said, calls) = cloud.proxy.run(command.env("AWS_MAX_ATTEMPTS", "2"), Arc::new(|_| Treatment::Deny));
    let denied = answers(&said.ended(0));
    assert_eq!(denied.iter().map(code).collect::<Vec<_>>(), ["AccessDenied", "AccessDeniedException", "AccessDenied"]);
    assert_eq!(calls.iter().map(|call| call.status).collect::<Vec<_>>(), [Some(403), Some(400), Some(403)]);
}

#[test]
fn the_server_gets_what_is_lost_afterwards_and_nothing_else() {
    let cloud = Cloud::start(Emulator::MiniStack);
    for treatment in [
        Treatment::Throttle,
        Treatment::Fail,
        Treatment::Deny,
        Treatment::CutBefore,
        Treatment::CutAfter,
        Treatment::KillBefore,
        Treatment::KillAfter,
    ] {
        cloud.server.reset();
        let (said, calls) = cloud.proxy.run(&mut cloud.account.boto(&[put("/a"), put("/b")]), at(1, treatment));
        let is_killed = matches!(treatment, Treatment::KillBefore | Treatment::KillAfter);
        assert_eq!((said.code, calls.len()), if is_killed { (None, 1) } else { (Some(0), 2) }, "{treatment:?}: {said:?}");
        let mut expected = Vec::new();
        expected.extend(treatment.is_forwarded().then_some("/a"));
        expected.extend((!is_killed).then_some("/b"));
        assert_eq!(parameters(&cloud), expected, "{treatment:?}");
        assert_eq!(
            calls[0].status.is_some(),
            !matches!(treatment, Treatment::CutBefore | Treatment::KillBefore),
            "{treatment:?}"
        );
    }
}

#[test]
fn every_position_is_tried_once() {
    let cloud = Cloud::start(Emulator::MiniStack);
    let asks = [put("/a"), put("/b"), ("ssm", REGION, "get_parameter", json!({ "Name": "/b" }))];
    let met = every_position(
        &cloud.proxy,
        &Scenario {
            begin: &|| cloud.server.reset(),
            command: &|| cloud.account.boto(&asks),
            treatment: Treatment::KillAfter,
            then: &|position| {
                assert_eq!((position.said.code, position.calls.len()), (None, position.number));
                let done: Vec<&str> = ["/a", "/b"].into_iter().take(position.number).collect();
                assert_eq!(parameters(&cloud), done);
                let again = answers(&cloud.proxy.run(&mut cloud.account.boto(&asks), pass()).0.ended(0));
                assert_eq!(again.iter().filter(|one| code(one) == "ParameterAlreadyExists").count(), done.len());
                assert_eq!(again[2].as_ref().unwrap()["Parameter"]["Value"], Value::from("v"));
            },
        },
    );
    let actions: Vec<&str> = met.iter().map(|call| call.action.as_str()).collect();
    assert_eq!(actions, ["PutParameter", "PutParameter", "GetParameter"]);
}

#[test]
fn the_proxy_answers_only_what_the_emulators_lack() {
    for emulator in [Emulator::MiniStack, Emulator::Moto] {
        let cloud = Cloud::start(emulator);
        let lacks = lacks(emulator.name());
        let asks = lacks.iter().map(|lack| match lack.action.as_str() {
            "DescribeStackSet" => ("cloudformation", REGION, "describe_stack_set", json!({ "StackSetName": "none" })),
            "DescribeDBClusterAutomatedBackups" => ("rds", REGION, "describe_db_cluster_automated_backups", json!({})),
            other => panic!("{other} is not asked for here"),
        });
        let asks: Vec<Ask> = asks.collect();
        for (own, proxied) in cloud.behind.ask(&asks).iter().zip(cloud.account.ask(&asks)) {
            assert!(["InvalidAction", "ResponseParserError"].contains(&code(own)), "the emulator has it: {own:?}");
            match proxied {
                Ok(answer) => assert_eq!(answer, json!({ "DBClusterAutomatedBackups": [] })),
                Err((code, _)) => assert_eq!(code, "StackSetNotFoundException"),
            }
        }
    }
}
