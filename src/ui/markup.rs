//! HTML and SVG as text, for what is only looked at: charts, lists, results.
//!
//! Where nothing listens for events, a string costs a phone a tenth of what a tree of typed views
//! costs in code to fetch. Text and attribute values are escaped in one place, here.

/// An element under construction. Boxed, so that each step of building hands on one pointer: that
/// takes 8 KB out of the phone's code.
pub struct Element(Box<Parts>);

struct Parts {
    name: &'static str,
    /// Attributes as written, each with a space before it.
    attributes: String,
    inner: String,
}

/// Finished markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

/// An element with this name. Names are our own and never come from outside.
pub fn el(name: &'static str) -> Element {
    Element(Box::new(Parts { name, attributes: String::new(), inner: String::new() }))
}

/// A text.
pub fn text(text: &str) -> Markup {
    let mut markup = Markup::default();
    escape(text, &mut markup.0);
    markup
}

/// Markup of our own that stands in the code.
pub fn raw(markup: &'static str) -> Markup {
    Markup(markup.to_owned())
}

impl Element {
    /// Its class.
    pub fn class(self, class: &str) -> Self {
        self.attr("class", class)
    }

    /// An attribute.
    pub fn attr(mut self, name: &'static str, value: &str) -> Self {
        let attributes = &mut self.0.attributes;
        attributes.push(' ');
        attributes.push_str(name);
        attributes.push_str("=\"");
        escape(value, attributes);
        attributes.push('"');
        self
    }

    /// An attribute that is there or not.
    pub fn flag(self, name: &'static str, set: bool) -> Self {
        if set { self.attr(name, "") } else { self }
    }

    /// A text inside it, after what is there.
    pub fn text(mut self, text: &str) -> Self {
        escape(text, &mut self.0.inner);
        self
    }

    /// Something inside it, after what is there.
    pub fn with(self, inner: impl Into<Markup>) -> Self {
        self.push(&inner.into())
    }

    /// The finished element.
    pub fn into_markup(self) -> Markup {
        self.into()
    }

    fn push(mut self, inner: &Markup) -> Self {
        self.0.inner.push_str(&inner.0);
        self
    }
}

impl From<Element> for Markup {
    fn from(element: Element) -> Self {
        let Parts { name, attributes, inner } = *element.0;
        let mut markup = ["<", name, &attributes, ">", &inner].concat();
        // The only element without an end that is used here.
        if name != "input" {
            markup.push_str("</");
            markup.push_str(name);
            markup.push('>');
        }
        Self(markup)
    }
}

impl From<Option<Element>> for Markup {
    fn from(element: Option<Element>) -> Self {
        element.map(Self::from).unwrap_or_default()
    }
}

impl From<Option<Markup>> for Markup {
    fn from(markup: Option<Self>) -> Self {
        markup.unwrap_or_default()
    }
}

impl Markup {
    /// This, and that after it.
    pub fn and(mut self, next: impl Into<Markup>) -> Self {
        self.0.push_str(&next.into().0);
        self
    }

    /// For an element's `inner_html`.
    pub fn html(self) -> String {
        self.0
    }
}

impl FromIterator<Element> for Markup {
    fn from_iter<I: IntoIterator<Item = Element>>(elements: I) -> Self {
        elements.into_iter().fold(Self::default(), Self::and)
    }
}

impl FromIterator<Markup> for Markup {
    fn from_iter<I: IntoIterator<Item = Markup>>(parts: I) -> Self {
        parts.into_iter().fold(Self::default(), Self::and)
    }
}

fn escape(text: &str, to: &mut String) {
    for character in text.chars() {
        match character {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' => to.push_str("&quot;"),
            '\'' => to.push_str("&#39;"),
            other => to.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_values_cannot_become_markup() {
        let nasty = "</p><script>\"'&";
        let markup = Markup::from(el("p").attr("title", nasty).text(nasty)).html();
        assert_eq!(
            markup,
            "<p title=\"&lt;/p&gt;&lt;script&gt;&quot;&#39;&amp;\">&lt;/p&gt;&lt;script&gt;&quot;&#39;&amp;</p>"
        );
        assert_eq!(text(nasty).html(), "&lt;/p&gt;&lt;script&gt;&quot;&#39;&amp;");
    }

    #[test]
    fn elements_nest_in_the_order_they_are_given() {
        let rows: Markup = ["a", "b"].into_iter().map(|row| el("li").text(row)).collect();
        let list =
            Markup::from(el("ul").class("x").with(rows).with(None::<Element>)).and(el("input").flag("checked", true));
        assert_eq!(list.html(), "<ul class=\"x\"><li>a</li><li>b</li></ul><input checked=\"\">");
    }
}
