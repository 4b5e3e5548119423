//! Choices with a key: the one that the HTTP interface, forms and message files use.

/// A choice with its list, and the way to and from its keys. A second key is that of an earlier release.
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $choice:ident $key:literal $(| $old:literal)?)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$of])* #[serde(rename = $key $(, alias = $old)?)] $choice,)* }

        impl $name {
            /// All, in the order shown.
            pub const ALL: &[Self] = &[$(Self::$choice),*];

            /// The key in the HTTP interface, in forms and in the message files.
            pub fn key(self) -> &'static str {
                match self { $(Self::$choice => $key),* }
            }

            /// The one with this key.
            pub fn read(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.key() == key)
            }
        }
    };
}

pub(crate) use choices;
