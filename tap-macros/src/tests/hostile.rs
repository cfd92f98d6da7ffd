//! Whatever tokens a derive is given, it answers with errors or with items, and never panics.

use super::{DERIVES, FRAGMENT};
use crate::derives;
use crate::parse::item::read;
use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use proptest::prelude::*;
use syn::DeriveInput;

/// Words that parsers look for, so that random tokens get past the first of them.
const WORDS: &[&str] = &[
    "struct",
    "enum",
    "pub",
    "const",
    "where",
    "null",
    "true",
    "self",
    "r#type",
    "_",
    "u8",
    "bool",
    "A",
    "NAME",
    "Thing",
    "When",
    "thing",
    "resource",
    "properties",
    "parameters",
    "parameter",
    "outputs",
    "output",
    "condition",
    "assertions",
    "assertion",
    "when",
    "mapping",
    "construct",
    "stack",
    "app",
    "unchecked",
    "deletion_policy",
    "depends_on",
    "estimate",
    "attributes",
    "metadata",
    "name",
    "export",
    "regions",
    "id",
    "default",
    "crate",
    "Retain",
    "AWS",
    "Region",
    "NoValue",
    "Ref",
    "GetAtt",
    "Sub",
    "Join",
    "If",
    "FindInMap",
    "Output",
    "Select",
    "ImportValue",
    "TemplateUrl",
    "Secret",
    "SsmSecure",
    "GetAZs",
    "And",
    "Not",
    "Equals",
    "Contains",
    "EachMemberIn",
    "QueueName",
    "Tags",
    "Key",
    "DelaySeconds",
];
const TEXTS: &[&str] = &[
    "",
    "a",
    "AWS::SQS::Queue",
    "AWS::Nothing::Here",
    "Custom::Thing",
    "${",
    "${}",
    "${!a}",
    "${a.b.c}",
    "${AWS::Region",
    "${A<B>}",
    "${name}}",
    "}{",
    "{{resolve:ssm:a}}",
    "\u{0}",
    "é\n\t\"\\",
    "12m",
    "m",
    "é",
    "9999999999h",
    "us-east-1",
    "^[a-z",
    "(",
    "10.0.0.0/16",
];
const NUMBERS: &[&str] =
    &["0", "1", "900", "1.5", "1.", "1e400", "0x1f", "1_000", "340282366920938463463374607431768211456", "1u8"];
const MARKS: &[char] = &[',', ':', '=', '.', '<', '>', '#', '-', '!', '&', '\'', ';', '|', '*', '?', '$', '@'];

fn cases(count: u32) -> ProptestConfig {
    // The same cases in every run: a failure is found by everyone, and no file is written.
    let rng_seed = proptest::test_runner::RngSeed::Fixed(20_260_801);
    ProptestConfig { cases: count, failure_persistence: None, rng_seed, ..ProptestConfig::default() }
}

fn token() -> impl Strategy<Value = TokenStream> {
    let word = prop::sample::select(WORDS).prop_map(|word| word.parse::<TokenStream>().expect("a word"));
    let text = prop::sample::select(TEXTS).prop_map(|text| TokenTree::from(Literal::string(text)).into());
    let any_text = any::<String>().prop_map(|text| TokenTree::from(Literal::string(&text)).into());
    let other = prop_oneof![
        any::<char>().prop_map(Literal::character),
        any::<Vec<u8>>().prop_map(|bytes| Literal::byte_string(&bytes)),
        any::<u64>().prop_map(Literal::u64_unsuffixed),
    ];
    let other = other.prop_map(|literal| TokenTree::from(literal).into());
    let number = prop::sample::select(NUMBERS).prop_map(|number| number.parse::<TokenStream>().expect("a number"));
    let mark = (prop::sample::select(MARKS), any::<bool>()).prop_map(|(mark, is_joint)| {
        TokenTree::from(Punct::new(mark, if is_joint { Spacing::Joint } else { Spacing::Alone })).into()
    });
    // Members and paths, which random tokens are too seldom.
    let key = prop::sample::select(WORDS).prop_map(|word| format!("{word}:").parse::<TokenStream>().expect("a key"));
    let path = prop::sample::select(WORDS).prop_map(|word| format!("A::{word}").parse::<TokenStream>().expect("a path"));
    let comma = Just(TokenStream::from(TokenTree::from(Punct::new(',', Spacing::Alone))));
    prop_oneof![4 => word, 3 => text, 1 => any_text, 1 => other, 1 => number, 3 => mark, 3 => key, 1 => path, 3 => comma]
}

fn tokens() -> impl Strategy<Value = TokenStream> {
    let tree = token().prop_recursive(5, 60, 10, |inside| {
        let delimiters =
            prop::sample::select(vec![Delimiter::Brace, Delimiter::Bracket, Delimiter::Parenthesis, Delimiter::None]);
        let name = prop::sample::select(WORDS);
        (delimiters, prop::option::of(name), prop::collection::vec(inside, 0..10)).prop_map(|(delimiter, name, inside)| {
            let group = TokenTree::from(Group::new(delimiter, inside.into_iter().collect()));
            let name = name.map(|name| name.parse::<TokenStream>().expect("a word"));
            name.into_iter().chain([group.into()]).collect()
        })
    });
    prop::collection::vec(tree, 0..12).prop_map(|trees| trees.into_iter().collect())
}

/// What is done to one token of an item.
#[derive(Debug, Clone)]
enum Damage {
    Delete,
    Duplicate,
    Swap,
    Replace(TokenStream),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        Just(Damage::Delete),
        Just(Damage::Duplicate),
        Just(Damage::Swap),
        token().prop_map(Damage::Replace),
        tokens().prop_map(Damage::Replace),
    ]
}

fn count(tokens: TokenStream) -> usize {
    tokens.into_iter().map(|token| if let TokenTree::Group(group) = token { 1 + count(group.stream()) } else { 1 }).sum()
}

/// Damages the token of that number, counted as they stand.
fn damaged(tokens: TokenStream, number: &mut usize, damage: &Damage) -> TokenStream {
    let mut trees: Vec<TokenTree> = Vec::new();
    let mut swapped = None;
    for tree in tokens {
        let is_hit = *number == 0;
        *number = number.wrapping_sub(1);
        if is_hit {
            match damage {
                Damage::Delete => {}
                Damage::Duplicate => trees.extend([tree.clone(), tree]),
                Damage::Swap => {
                    swapped = Some(tree);
                    continue;
                }
                Damage::Replace(other) => trees.extend(other.clone()),
            }
            continue;
        }
        trees.push(match tree {
            TokenTree::Group(group) => Group::new(group.delimiter(), damaged(group.stream(), number, damage)).into(),
            tree => tree,
        });
        trees.extend(swapped.take());
    }
    trees.extend(swapped);
    trees.into_iter().collect()
}

/// Gives the tokens to the derive, as the compiler would, which gives it nothing that is no item.
fn is_answered(derive: fn(&DeriveInput) -> TokenStream, tokens: TokenStream) -> bool {
    // An expression in `const { … }` is the user's, at the user's tokens: what is wrong with it the compiler says best.
    let has_const = tokens.to_string().contains("const {");
    let Ok(item) = read(tokens) else { return false };
    let expansion = derive(&item);
    let parsed = syn2::parse2::<syn2::File>(expansion.clone());
    assert!(
        parsed.is_ok() || has_const,
        "no items: {}: {expansion}",
        parsed.err().map(|error| error.to_string()).unwrap_or_default()
    );
    true
}

fn attribute(name: &str, delimiter: Delimiter, content: TokenStream) -> TokenStream {
    let name = Ident::new(name, Span::call_site());
    let content = Group::new(delimiter, content);
    quote::quote!(#[#name #content])
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn random_tokens_in_every_place(start in tokens(), block in tokens(), of_field in tokens(), kind in prop::sample::select(TEXTS)) {
        for (derive, item) in DERIVES {
            let names = ["resource", "properties", "parameters", "outputs", "conditions", "assertions", "mapping", "construct", "stack", "app"];
            let name = names.into_iter().find(|name| item.contains(&format!("#[{name}"))).unwrap_or("identity");
            let field = name.trim_end_matches('s');
            let of_item = match name {
                "resource" => {
                    let start = attribute("resource", Delimiter::Parenthesis, quote::quote!(#kind, #start));
                    let block = attribute("properties", Delimiter::Brace, block.clone());
                    quote::quote!(#start #block)
                }
                "mapping" => attribute("mapping", Delimiter::Brace, block.clone()),
                name => attribute(name, Delimiter::Parenthesis, start.clone()),
            };
            let of_field = attribute(field, Delimiter::Parenthesis, of_field.clone());
            let is_item = is_answered(derive, quote::quote!(#of_item struct Thing { #of_field field: String }));
            prop_assert!(is_item);
            is_answered(derive, quote::quote!(#of_item struct Thing { #block }));
        }
    }

    #[test]
    fn random_tokens_as_an_item(tokens in tokens()) {
        for (derive, _) in DERIVES {
            is_answered(derive, tokens.clone());
            is_answered(derive, quote::quote!(struct #tokens));
            is_answered(derive, quote::quote!(struct Thing<#tokens>;));
        }
    }

    #[test]
    fn random_tokens_as_a_fragment(tokens in tokens()) {
        for tokens in [tokens.clone(), quote::quote!(::tap_core; #tokens), quote::quote!(::tap_core; { #tokens })] {
            let expansion = derives::fragment(tokens);
            prop_assert!(syn2::parse2::<syn2::Expr>(expansion.clone()).is_ok(), "{expansion}");
        }
    }
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn damaged_items(hits in prop::collection::vec((any::<prop::sample::Index>(), damage()), 1..4)) {
        for (derive, item) in DERIVES {
            let mut tokens: TokenStream = item.parse().expect("tokens");
            for (index, damage) in &hits {
                let count = count(tokens.clone());
                if count > 0 {
                    tokens = damaged(tokens, &mut index.index(count), damage);
                }
            }
            is_answered(derive, tokens);
        }
    }

    #[test]
    fn damaged_fragments(index in any::<prop::sample::Index>(), damage in damage()) {
        let tokens: TokenStream = FRAGMENT.parse().expect("tokens");
        let mut number = index.index(count(tokens.clone()));
        let expansion = derives::fragment(damaged(tokens, &mut number, &damage));
        prop_assert!(syn2::parse2::<syn2::Expr>(expansion.clone()).is_ok(), "{expansion}");
    }
}

/// Runs with the stack that the compiler gives to macros.
fn in_the_compiler(test: fn()) {
    let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(test);
    thread.expect("a thread").join().expect("no panic");
}

#[test]
fn deep_blocks_are_refused() {
    in_the_compiler(|| {
        for (open, close) in [("[", "]"), ("{ A: ", "}"), ("Base64(", ")"), ("If(When::a, 1, ", ")")] {
            let block = format!("{}1{}", open.repeat(500), close.repeat(500));
            let item = format!("#[resource(\"AWS::SQS::Queue\")] #[properties {{ QueueName: {block} }}] struct Thing;");
            let found = super::errors(derives::resource(&syn::parse_str(&item).expect("an item")));
            assert!(found.iter().any(|(_, message)| message.contains("nested more than 64 deep")), "{open}");
        }
    });
}

#[test]
fn deep_types_are_refused_before_they_are_parsed() {
    in_the_compiler(|| {
        let nested = [
            ("(", ")"),
            ("A<", ">"),
            ("&", ""),
            ("&mut ", ""),
            ("[", "]"),
            ("fn() -> ", ""),
            ("*const ", ""),
            ("<A as B<", ">>::C"),
        ];
        for (open, close) in nested {
            let item = |depth: usize| {
                let path = format!("{}A{}", open.repeat(depth), close.repeat(depth));
                let item =
                    format!("#[resource(\"AWS::SQS::Queue\")] #[properties {{ QueueName: Ref({path}) }}] struct A({path});");
                read(item.parse().expect("tokens"))
            };
            let error = item(20_000).err().expect("an error");
            assert!(error.to_string().contains("nested more than"), "{open}: {error}");
            // What is not refused is parsed.
            let deepest = (0..200).rev().find_map(|depth| item(depth).ok()).expect("an item");
            derives::resource(&deepest);
        }
        let fragment = format!("::tap_core; Ref({}A{})", "(".repeat(20_000), ")".repeat(20_000));
        assert_eq!(super::errors(derives::fragment(fragment.parse().expect("tokens"))).len(), 1);
    });
}
