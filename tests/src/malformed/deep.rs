//! Texts that are deep, wide or long, up to the megabyte that a template may have.

const MEGABYTE: usize = 1 << 20;

/// What they are, and the texts.
pub fn deep() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for piece in [
        "[",
        "{",
        "{\"a\":",
        "[{\"a\":",
        "{\"Fn::If\":[\"C\",",
        "{\"Fn::Sub\":",
        "- ",
        "? ",
        ": ",
        "a:\n ",
        "!Sub ",
        "!Ref [",
        "!If [C, ",
        "&a ",
        "*a ",
        "'",
        "\"",
        "\\",
        "#",
        "|\n ",
        "> ",
        "%",
        "!",
        "${",
        "{{resolve:",
        "\u{feff}",
        "\t",
        "\r",
        "\n",
        "---\n",
        "- - ",
        "a: {",
        "a: [",
        "? [",
        "\u{1f468}",
        "1",
        "9e",
        "-",
        ",",
        "]",
        "}",
        "a: &a\n ",
    ] {
        for bytes in [200, MEGABYTE] {
            let text = piece.repeat(bytes / piece.len());
            all.push((format!("{bytes} bytes of {piece:?}"), text));
        }
    }
    for (name, open, close) in NESTED {
        for depth in [30, 110, 119, 121, 500, 60_000] {
            let depth = depth.min(MEGABYTE / (open.len() + close.len()));
            let inner = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            all.push((format!("{name}, {depth} deep"), resource(&inner)));
            all.push((format!("{name}, {depth} deep, in YAML"), format!("---\n{}", resource(&inner))));
        }
    }
    all.extend(wide());
    all
}

const NESTED: &[(&str, &str, &str)] = &[
    ("lists", "[", "]"),
    ("objects", "{\"a\":", "}"),
    ("Fn::Join", "{\"Fn::Join\":[\"\",[", "]]}"),
    ("Fn::If", "{\"Fn::If\":[\"Yes\",", ",2]}"),
    ("Fn::Sub", "{\"Fn::Sub\":[\"${v}\",{\"v\":", "}]}"),
    ("Fn::Select", "{\"Fn::Select\":[0,[", "]]}"),
    ("Fn::Not", "{\"Fn::Not\":[", "]}"),
    ("Fn::And", "{\"Fn::And\":[{\"Condition\":\"Yes\"},", "]}"),
    ("Fn::FindInMap", "{\"Fn::FindInMap\":[\"a\",\"b\",\"c\",{\"DefaultValue\":", "}]}"),
    ("Fn::GetAtt", "{\"Fn::GetAtt\":[\"R\",", "]}"),
    ("Fn::ToJsonString", "{\"Fn::ToJsonString\":[", "]}"),
    ("Fn::ForEach", "{\"Fn::ForEach::L\":[\"X\",[\"a\",\"b\"],{\"${X}\":", "}]}"),
    ("Fn::ForEach in collections", "{\"Fn::ForEach::L\":[\"X\",[", "],{\"${X}\":1}]}"),
];

/// A template with the value in its places.
fn resource(value: &str) -> String {
    format!(
        "{{\"Transform\":\"AWS::LanguageExtensions\",\"Conditions\":{{\"Yes\":{{\"Fn::Equals\":[1,1]}}}},\"Resources\":{{\"R\":{{\"Type\":\"AWS::SQS::Queue\",\
         \"Properties\":{{\"QueueName\":{value}}}}}}}}}"
    )
}

fn wide() -> Vec<(String, String)> {
    let many = |count: usize, each: &dyn Fn(usize) -> String| (0..count).map(each).collect::<Vec<_>>();
    let object = |count: usize, each: &dyn Fn(usize) -> String| format!("{{{}}}", many(count, each).join(","));
    let queue = "{\"R\":{\"Type\":\"AWS::SQS::Queue\"}}";
    let of = |resources: &str| format!("{{\"Resources\":{resources}}}");
    let with = |conditions: &str| format!("{{\"Conditions\":{conditions},\"Resources\":{queue}}}");
    let list = |count: usize, each: &dyn Fn(usize) -> String| format!("[{}]", many(count, each).join(","));
    let texts = [
        (
            "a chain of DependsOn",
            of(&object(12_000, &|n| {
                let before = if n == 0 { String::new() } else { format!(",\"DependsOn\":\"R{}\"", n - 1) };
                format!("\"R{n}\":{{\"Type\":\"AWS::SQS::Queue\"{before}}}")
            })),
        ),
        (
            "a circle of DependsOn",
            of(&object(12_000, &|n| {
                format!("\"R{n}\":{{\"Type\":\"AWS::SQS::Queue\",\"DependsOn\":\"R{}\"}}", (n + 1) % 12_000)
            })),
        ),
        (
            "a chain of references",
            of(&object(8_000, &|n| {
                let before = if n == 0 { "\"a\"".to_string() } else { format!("{{\"Ref\":\"R{}\"}}", n - 1) };
                format!("\"R{n}\":{{\"Type\":\"AWS::SQS::Queue\",\"Properties\":{{\"QueueName\":{before}}}}}")
            })),
        ),
        (
            "all need all",
            of(&object(150, &|n| {
                let all = list(150, &|other| format!("\"R{other}\""));
                format!("\"R{n}\":{{\"Type\":\"AWS::SQS::Queue\",\"DependsOn\":{all}}}")
            })),
        ),
        (
            "a chain of conditions",
            with(&object(15_000, &|n| {
                if n == 0 {
                    "\"C0\":{\"Fn::Equals\":[1,1]}".to_string()
                } else {
                    format!("\"C{n}\":{{\"Fn::Not\":[{{\"Condition\":\"C{}\"}}]}}", n - 1)
                }
            })),
        ),
        (
            "a circle of conditions",
            with(&object(15_000, &|n| format!("\"C{n}\":{{\"Fn::Not\":[{{\"Condition\":\"C{}\"}}]}}", (n + 1) % 15_000))),
        ),
        (
            "conditions that double",
            with(&object(10_000, &|n| {
                let double =
                    |n: usize| format!("{{\"Fn::Or\":[{{\"Condition\":\"C{}\"}},{{\"Condition\":\"C{}\"}}]}}", n - 1, n - 1);
                if n == 0 { "\"C0\":{\"Fn::Equals\":[1,2]}".to_string() } else { format!("\"C{n}\":{}", double(n)) }
            })),
        ),
        ("a long text", resource(&format!("\"{}\"", "a".repeat(MEGABYTE)))),
        ("a long Fn::Sub", resource(&format!("{{\"Fn::Sub\":\"{}\"}}", "${R}".repeat(MEGABYTE / 4)))),
        (
            "a Fn::Sub of many variables",
            resource(&format!(
                "{{\"Fn::Sub\":[\"{}\",{}]}}",
                many(20_000, &|n| format!("${{v{n}}}")).concat(),
                object(20_000, &|n| format!("\"v{n}\":{n}"))
            )),
        ),
        (
            "a Fn::Sub of one long value",
            resource(&format!("{{\"Fn::Sub\":[\"{}\",{{\"v\":\"{}\"}}]}}", "${v}".repeat(50_000), "a".repeat(50_000))),
        ),
        ("a Fn::Sub that is not closed", resource(&format!("{{\"Fn::Sub\":\"{}\"}}", "${".repeat(MEGABYTE / 2)))),
        ("many dynamic references", resource(&format!("\"{}\"", "{{resolve:ssm:a}}".repeat(MEGABYTE / 17)))),
        ("dynamic references that are not closed", resource(&format!("\"{}\"", "{{resolve:ssm:".repeat(MEGABYTE / 14)))),
        ("a wide list", resource(&list(200_000, &|n| n.to_string()))),
        ("a wide object", resource(&object(70_000, &|n| format!("\"k{n}\":{n}")))),
        (
            "a wide Fn::Join",
            resource(&format!("{{\"Fn::Join\":[\"-\",{}]}}", list(80_000, &|_| "{\"Ref\":\"AWS::Region\"}".to_string()))),
        ),
        ("a long Fn::Split", resource(&format!("{{\"Fn::Split\":[\"a\",\"{}\"]}}", "a".repeat(MEGABYTE)))),
        ("a long number", resource(&"9".repeat(MEGABYTE))),
        (
            "a loop over much",
            format!(
                "{{\"Transform\":\"AWS::LanguageExtensions\",\"Resources\":{{\"Fn::ForEach::L\":[\"X\",{},{{\"R${{X}}\":{{\"Type\":\"AWS::SQS::Queue\"}}}}]}}}}",
                list(40_000, &|n| format!("\"{n}\""))
            ),
        ),
        (
            "a loop that grows",
            format!(
                "{{\"Transform\":\"AWS::LanguageExtensions\",\"Resources\":{{\"Fn::ForEach::L\":[\"X\",[\"{}\"],{{\"R\":{{\"Type\":\"{}\"}}}}]}}}}",
                "a".repeat(MEGABYTE / 2),
                "${X}".repeat(MEGABYTE / 8)
            ),
        ),
        ("many lines of YAML", format!("Resources:\n{}", many(20_000, &|n| format!("  R{n}:\n    Type: A::B::C\n")).concat())),
        ("many errors", format!("Resources:\n{}", many(20_000, &|n| format!("  R{n}:\n    Typ: !Sub ${{A{n}}}\n")).concat())),
        (
            "one name twice, far apart",
            format!("Resources:\n{}  R0: {{}}\n", many(40_000, &|n| format!("  R{n}: {{ Type: A::B::C }}\n")).concat()),
        ),
        (
            "aliases that double",
            (0..60).fold("a0: &a0 [1]\n".to_string(), |text, n| format!("{text}a{}: &a{} [*a{n}, *a{n}]\n", n + 1, n + 1)),
        ),
    ];
    texts.into_iter().map(|(name, text)| (name.to_string(), text)).collect()
}
