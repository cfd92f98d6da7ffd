use super::{edge, flat, nested};
use crate::graph::{Detail, Graph, Reason, dot, html, mermaid, svg};

type Format = fn(&Graph, Detail) -> String;
const FORMATS: [Format; 3] = [mermaid, dot, svg];

#[test]
fn the_same_graph_is_written_the_same() {
    for format in FORMATS {
        for detail in [Detail::Stacks, Detail::Resources] {
            assert_eq!(format(&nested(), detail), format(&nested(), detail));
        }
    }
    assert_eq!(html(&nested()), html(&nested()));
}

#[test]
fn a_graph_of_nothing_is_written() {
    let nothing = Graph::default();
    assert_eq!(mermaid(&nothing, Detail::Resources).lines().nth(1), Some("flowchart RL"));
    assert!(dot(&nothing, Detail::Stacks).ends_with("}\n"));
    assert!(svg(&nothing, Detail::Stacks).ends_with("</svg>"));
    assert!(html(&nothing).ends_with("</html>\n"));
}

#[test]
fn mermaid_nests_stacks_and_marks() {
    let text = mermaid(&nested(), Detail::Resources);
    assert_eq!(
        text,
        r#"%% shop
flowchart RL
  subgraph s0["Shop"]
    n2["Alarm<br/>AWS::EC2::VPC"]
  subgraph s1["Shop/Network"]
    n0[["Network<br/>shop-network-stack, 3 resources"]]
    n3["Vpc<br/>AWS::EC2::VPC"]
    n4["Subnet<br/>AWS::EC2::VPC"]
    n5["Gateway<br/>AWS::EC2::VPC"]
  end
  subgraph s2["Shop/Compute"]
    n1[["Compute<br/>shop-compute-stack, 2 resources"]]
    n6["Role<br/>AWS::EC2::VPC"]
    n7["Function<br/>AWS::EC2::VPC, if Enabled"]
  end
  end
  n2 -.-> n7
  n4 --> n3
  n5 --> n3
  n7 -.-> n4
  n7 --> n6
  linkStyle 0,2,3,4 stroke:#c77700,stroke-width:3px
  classDef stack stroke-dasharray: 4 3
  classDef critical stroke:#c77700,stroke-width:3px
  classDef cycle stroke:#d1242f,stroke-width:3px
  class n0,n1 stack
  class n0,n1,n2,n3,n5,n6,n7 critical
"#
    );
}

#[test]
fn stacks_alone_are_drawn_with_the_edges_between_them() {
    let text = mermaid(&nested(), Detail::Stacks);
    let drawn: Vec<_> = text.lines().filter(|line| line.contains("n0") || line.contains("n1") || line.contains("n2")).collect();
    assert_eq!(
        drawn,
        [
            r#"    n0[["Shop<br/>shop-stack, 3 resources"]]"#,
            r#"    n1["Network<br/>shop-network-stack, 3 resources"]"#,
            r#"    n2["Compute<br/>shop-compute-stack, 2 resources"]"#,
            "  n0 -.-> n2",
            "  n2 -.-> n1",
            "  class n0 stack",
            "  class n1,n2 critical",
        ]
    );
}

#[test]
fn a_parent_and_a_child_that_use_each_other_are_no_cycle() {
    let mut graph = nested();
    graph.nodes.push(super::node("Key", 0, 1));
    graph.edges.push(edge(7, 8, Reason::Ref, "KmsKeyArn"));
    let text = mermaid(&graph, Detail::Stacks);
    assert!(text.contains("n0 -.-> n2") && text.contains("n2 -.-> n0"), "{text}");
    assert!(!text.contains(" cycle\n"), "{text}");
}

#[test]
fn cycles_are_marked_in_every_format() {
    let mut graph = nested();
    graph.edges.push(edge(3, 6, Reason::DependsOn, ""));
    let text = mermaid(&graph, Detail::Resources);
    assert!(text.contains("  n3 -.->|\"DependsOn\"| n6\n"), "{text}");
    assert!(text.contains("  class n0,n1,n3,n4,n6,n7 cycle\n"), "{text}");
    let stacks = mermaid(&graph, Detail::Stacks);
    assert!(stacks.contains("  class n1,n2 cycle\n"), "{stacks}");
    assert_eq!(dot(&graph, Detail::Resources).matches("class=cycle").count(), 6 + 2);
    let image = svg(&graph, Detail::Resources);
    assert_eq!(image.matches("class=\"edge cross cycle").count(), 2);
}

#[test]
fn texts_are_escaped_in_every_format() {
    let mut graph = flat(1, []);
    graph.nodes[0].id = "\"]; end <b>&amp;#quot;`\\N\u{0}\n".into();
    let text = mermaid(&graph, Detail::Resources);
    assert!(text.contains("#34;#93;#59; end #60;b#62;#38;amp#59;#35;quot#59;#96;#92;N <br/>"), "{text}");
    assert!(dot(&graph, Detail::Resources).contains(r#"\"]; end <b>&amp;amp;#quot;`\\N \n"#));
    let image = svg(&graph, Detail::Resources);
    assert!(image.contains("&quot;]; end &lt;b&gt;&amp;amp;#quot;`\\N\u{fffd}"), "{image}");
    assert!(html(&graph).contains(r##"\"]; end \u003cb\u003e\u0026amp;#quot;`\\N\u0000\n"##));
}

#[test]
fn the_page_loads_nothing_and_has_no_hole() {
    let page = html(&nested());
    assert!(!page.contains("{{"), "a hole is left");
    let links: Vec<_> =
        page.match_indices("http").filter(|(at, _)| !page[*at..].starts_with("http://www.w3.org/2000/svg")).collect();
    assert_eq!(links.len(), 1, "only the policy says http-equiv");
    assert_eq!(page.matches("sha256-").count(), 2);
}
