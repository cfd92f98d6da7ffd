//! Serialises a value into JSON text, holes, checks and an index of property paths.

use super::check::Check;
use super::hole::Hole;
use super::index::{Index, PathKind};
use super::item::{line, place};
use crate::value::{Kind, Member, Part, Reference, Value};
use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;
use tap_schema::attributes::hash;

/// Most references of one function that are each reported at once.
const APART: usize = 2;

/// Writer of one body.
#[derive(Default)]
pub struct Writer {
    text: String,
    holes: Vec<Hole>,
    /// Position and line of each hole, as `tap-core`'s `model::Body` has them.
    places: Vec<u8>,
    /// For each `If`: the hole of its condition, the first hole of each side, and the hole after both.
    guards: Vec<[usize; 4]>,
    pub index: Index,
    /// Expressions that check references where they stand.
    pub checks: Vec<Check>,
    file: String,
}

impl Writer {
    /// A body of one value.
    pub fn of(value: &Value) -> Self {
        let mut writer = Writer::default();
        writer.value(value);
        writer
    }

    /// The `Body` as an expression.
    pub fn body(&self) -> TokenStream {
        let (text, holes, file) = (&self.text, &self.holes, &self.file);
        let mut places = self.places.clone();
        for guard in &self.guards {
            places.extend(guard.iter().flat_map(|hole| (*hole as u16).to_le_bytes()));
        }
        let (places, index) = (Literal::byte_string(&places), Literal::byte_string(&self.index.bytes()));
        quote!(__tap::Body { text: #text, holes: &[#(#holes),*], places: #places, index: #index, file: #file })
    }

    /// A text that only an equal value has.
    pub fn opaque(&self) -> String {
        let holes = &self.holes;
        format!("{} {}", self.text, quote!(#(#holes),*))
    }

    /// Length of the text so far.
    pub fn at(&self) -> usize {
        self.text.len()
    }

    /// Appends text as it is.
    pub fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends a JSON string.
    pub fn string(&mut self, text: &str) {
        self.text.push('"');
        self.escaped(text);
        self.text.push('"');
    }

    fn escaped(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                letter if u32::from(letter) < 0x20 => {
                    self.text.push_str(&format!("\\u{:04x}", u32::from(letter)));
                }
                letter => self.text.push(letter),
            }
        }
    }

    /// Leaves a hole here, for a variant of `Value` with one argument.
    pub fn hole(&mut self, span: Span, variant: &'static str, argument: TokenStream) {
        self.leave(span, Hole::Variant(variant, Some(Group::new(Delimiter::Parenthesis, argument))));
    }

    /// Leaves a hole here.
    fn leave(&mut self, span: Span, hole: Hole) {
        // To ask the compiler takes time: the line is wanted of each hole, the file once.
        if self.file.is_empty() {
            self.file = place(span).0;
        }
        let line = line(span);
        self.places.extend((self.text.len() as u32).to_le_bytes());
        self.places.extend(line.to_le_bytes());
        self.holes.push(hole);
    }

    /// A hole whose value is the whole value of the open member.
    fn whole_hole(&mut self, span: Span, variant: &'static str, argument: TokenStream) {
        self.index.set(PathKind::Hole, self.holes.len(), self.holes.len());
        self.hole(span, variant, argument);
    }

    /// A hole for a constant, by the conversion of its type.
    fn constant(&mut self, span: Span, expression: &TokenStream, conversion: TokenStream) {
        self.leave(span, Hole::Expression(quote_spanned!(span=> __tap::PropertyValue(#expression).#conversion)));
    }

    /// Writes `"key":` and opens it in the index; [`close`](Self::close) follows the value.
    pub fn key(&mut self, key: &str, first: bool) {
        if !first {
            self.text.push(',');
        }
        let start = self.text.len() + 1;
        self.string(key);
        self.text.push(':');
        self.index.open(key, start, false);
    }

    /// Ends the value of a key.
    pub fn close(&mut self) {
        self.index.close();
    }

    /// Writes an object, sorted by key.
    pub fn object(&mut self, members: &[Member]) {
        let start = self.text.len();
        self.text.push('{');
        let mut members: Vec<_> = members.iter().collect();
        members.sort_by_key(|member| &member.key);
        for (number, member) in members.into_iter().enumerate() {
            self.key(&member.key, number == 0);
            if member.unchecked {
                self.index.mark_unchecked();
            }
            self.value(&member.value);
            self.close();
        }
        self.text.push('}');
        self.index.set(PathKind::Object, start, self.text.len());
    }

    /// Writes a value.
    pub fn value(&mut self, value: &Value) {
        let start = self.text.len();
        let span = value.span;
        let kind = match &value.kind {
            Kind::Null | Kind::Broken => {
                self.text.push_str("null");
                PathKind::Null
            }
            Kind::Bool(value) => {
                self.text.push_str(if *value { "true" } else { "false" });
                PathKind::Bool
            }
            Kind::Number(digits) => {
                self.text.push_str(digits);
                PathKind::Number
            }
            Kind::Text(text) => {
                self.string(text);
                PathKind::Text
            }
            Kind::List(items) => {
                self.text.push('[');
                for (position, item) in items.iter().enumerate() {
                    if position > 0 {
                        self.text.push(',');
                    }
                    self.index.open(&position.to_string(), position, true);
                    self.value(item);
                    self.index.close();
                }
                self.text.push(']');
                PathKind::List
            }
            Kind::Object(members) => {
                self.object(members);
                return;
            }
            Kind::Constant(path) => {
                self.index.set(PathKind::Hole, self.holes.len(), self.holes.len());
                self.constant(span, path, quote_spanned!(span=> into_json()));
                return;
            }
            Kind::Output(path) => return self.whole_hole(span, "Output", quote!(#path)),
            Kind::Import(path) => {
                self.checks.push(Check::new(span, "is_exported", quote_spanned!(span=> #path)));
                return self.whole_hole(span, "Import", quote!(#path));
            }
            Kind::TemplateUrl(stack) => {
                return self.whole_hole(span, "TemplateUrl", quote!(|| <#stack as __tap::Stack>::DEF));
            }
            _ => {
                let before = self.checks.len();
                self.index.mute();
                self.function(value);
                self.index.unmute();
                // A constant for each reference is what takes the compiler most time: a function of many has one.
                if self.checks.len() - before > APART {
                    let together = self.checks.split_off(before);
                    self.checks.push(Check::Together(together));
                }
                PathKind::Function
            }
        };
        self.index.set(kind, start, self.text.len());
    }

    fn function(&mut self, value: &Value) {
        let span = value.span;
        match &value.kind {
            Kind::Reference(reference) => self.reference(reference, span),
            Kind::Sub { parts, values } => self.sub(parts, values),
            Kind::If(condition, then, otherwise) => {
                self.text.push_str("{\"Fn::If\":[\"");
                let hole = self.holes.len();
                self.hole(span, "Condition", quote!(#condition));
                self.text.push_str("\",");
                self.value(then);
                let between = self.holes.len();
                self.text.push(',');
                self.value(otherwise);
                self.guards.push([hole, hole + 1, between, self.holes.len()]);
                self.text.push_str("]}");
            }
            Kind::Condition(condition) => {
                self.text.push_str("{\"Condition\":\"");
                self.hole(span, "Condition", quote!(#condition));
                self.text.push_str("\"}");
            }
            Kind::FindInMap(mapping, keys) => {
                self.text.push_str("{\"Fn::FindInMap\":[\"");
                self.mapping_keys(mapping, keys);
                self.hole(span, "Mapping", quote!(<#mapping as __tap::Mapping>::MAPPING.target));
                self.text.push('"');
                for (position, key) in keys.iter().enumerate() {
                    self.text.push(',');
                    if position == 2 {
                        self.text.push_str("{\"DefaultValue\":");
                        self.leave(span, Hole::Variant("LanguageExtensions", None));
                    }
                    self.value(key);
                    if position == 2 {
                        self.text.push('}');
                    }
                }
                self.text.push_str("]}");
            }
            Kind::Call { name, arguments, bare } => self.call(span, name, arguments, *bare),
            _ => {}
        }
    }

    /// Checks the keys that are written down; a default makes others right.
    fn mapping_keys(&mut self, mapping: &Type, keys: &[Value]) {
        let [first, second] = keys else { return };
        let literal = |value: &Value| match &value.kind {
            Kind::Text(text) => text.clone(),
            _ => String::new(),
        };
        let (row, key) = (literal(first), literal(second));
        if !row.is_empty() {
            self.checks.push(Check::new(
                first.span,
                "mapping_has_row",
                quote_spanned!(first.span=> <#mapping as __tap::Mapping>::MAPPING, #row),
            ));
        }
        if !key.is_empty() {
            let path = Literal::u64_suffixed(tap_schema::name::hash(tap_schema::name::SEED, &format!("{row}.{key}")));
            self.checks.push(Check::new(
                second.span,
                "mapping_has_key",
                quote_spanned!(second.span=> <#mapping as __tap::Mapping>::MAPPING, #row, #key, #path),
            ));
        }
    }

    fn call(&mut self, span: Span, name: &str, arguments: &[Value], bare: bool) {
        self.text.push_str(&format!("{{\"{name}\":"));
        if matches!(name, "Fn::Length" | "Fn::ToJsonString") {
            self.leave(span, Hole::Variant("LanguageExtensions", None));
        }
        if !bare {
            self.text.push('[');
        }
        for (position, argument) in arguments.iter().enumerate() {
            if position > 0 {
                self.text.push(',');
            }
            self.value(argument);
        }
        if !bare {
            self.text.push(']');
        }
        self.text.push('}');
    }

    fn reference(&mut self, reference: &Reference, span: Span) {
        match reference {
            Reference::Attribute(target, attribute, span) => {
                self.text.push_str("{\"Fn::GetAtt\":[\"");
                self.named(reference, *span);
                self.text.push_str("\",");
                self.string(attribute);
                self.text.push_str("]}");
                let _ = target;
            }
            _ => {
                self.text.push_str("{\"Ref\":\"");
                self.named(reference, span);
                self.text.push_str("\"}");
            }
        }
    }

    /// The name a reference goes by, without quotes and without its attribute.
    fn named(&mut self, reference: &Reference, span: Span) {
        match reference {
            Reference::Pseudo(name) => self.text.push_str(name),
            Reference::Parameter(path) => self.hole(span, "Parameter", quote!(#path)),
            Reference::Resource(target) => self.hole(span, "Ref", quote!(<#target as __tap::Known>::TARGET)),
            Reference::Attribute(target, attribute, span) => {
                self.hole(*span, "GetAtt", quote!(<#target as __tap::Known>::TARGET));
                let hash = Literal::u64_suffixed(hash(attribute));
                self.checks.push(Check::new(
                    *span,
                    "has_attribute",
                    quote_spanned!(*span=> <#target as __tap::Known>::TARGET, #hash, #attribute),
                ));
            }
        }
    }

    fn sub(&mut self, parts: &[Part], values: &[(String, Value)]) {
        let is_inlined = |position: usize| {
            matches!(values[position].1.kind, Kind::Constant(_) | Kind::Text(_) | Kind::Number(_) | Kind::Bool(_))
        };
        let is_variable = |part: &Part| match part {
            Part::Text(_) => false,
            Part::Reference(..) => true,
            Part::Named(position) => !is_inlined(*position),
        };
        let in_sub = parts.iter().any(is_variable);
        let list = parts.iter().any(|part| matches!(part, Part::Named(position) if !is_inlined(*position)));
        if in_sub {
            self.text.push_str(if list { "{\"Fn::Sub\":[" } else { "{\"Fn::Sub\":" });
        }
        self.text.push('"');
        for part in parts {
            match part {
                Part::Text(text) if in_sub => self.escaped(&text.replace("${", "${!")),
                Part::Text(text) => self.escaped(text),
                Part::Reference(reference, span) => {
                    self.text.push_str("${");
                    self.named(reference, *span);
                    if let Reference::Attribute(_, attribute, _) = reference {
                        self.text.push('.');
                        self.escaped(attribute);
                    }
                    self.text.push('}');
                }
                Part::Named(position) => {
                    let (name, value) = &values[*position];
                    match &value.kind {
                        Kind::Constant(path) => self.constant(value.span, path, quote_spanned!(value.span=> into_text(#in_sub))),
                        Kind::Text(text) if in_sub => self.escaped(&text.replace("${", "${!")),
                        Kind::Text(text) => self.escaped(text),
                        Kind::Number(digits) => self.text.push_str(digits),
                        Kind::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
                        _ => self.text.push_str(&format!("${{{name}}}")),
                    }
                }
            }
        }
        self.text.push('"');
        if list {
            self.text.push_str(",{");
            let mut named: Vec<_> = values.iter().enumerate().filter(|(position, _)| !is_inlined(*position)).collect();
            named.sort_by_key(|(_, (name, _))| name);
            for (number, (_, (name, value))) in named.into_iter().enumerate() {
                if number > 0 {
                    self.text.push(',');
                }
                self.string(name);
                self.text.push(':');
                self.value(value);
            }
            self.text.push_str("}]");
        }
        if in_sub {
            self.text.push('}');
        }
    }
}
