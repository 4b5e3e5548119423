//! The address that phones in the hall can reach, also when the laptop changes networks.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::{HeaderMap, header};

use super::app::App;

/// Addresses of this machine in a network, the likeliest one first: private IPv4 addresses before
/// others; none of the machine itself, of a link without network, or of IPv6.
pub fn of_this_machine() -> Vec<IpAddr> {
    let found = if_addrs::get_if_addrs().unwrap_or_default();
    let mut all: Vec<(bool, String, Ipv4Addr)> = found
        .into_iter()
        .filter_map(|interface| match interface.ip() {
            IpAddr::V4(ip) if !ip.is_loopback() && !ip.is_link_local() => {
                // Bridges of containers and virtual machines are in no hall.
                let is_virtual = ["docker", "br-", "veth", "virbr", "vmnet", "vboxnet"];
                let is_virtual = is_virtual.iter().any(|start| interface.name.starts_with(start));
                Some((is_virtual || !ip.is_private(), interface.name, ip))
            }
            _ => None,
        })
        .collect();
    all.sort();
    all.into_iter().map(|(_, _, ip)| IpAddr::V4(ip)).collect()
}

/// The addresses to print for who started the server.
pub fn to_open(public_url: Option<&str>, listens: SocketAddr) -> Vec<String> {
    match public_url {
        Some(url) => vec![url.to_owned()],
        None if listens.ip().is_unspecified() => {
            let own = std::iter::once(IpAddr::V4(Ipv4Addr::LOCALHOST)).chain(of_this_machine());
            own.map(|ip| format!("http://{}", SocketAddr::new(ip, listens.port()))).collect()
        }
        None => vec![format!("http://{listens}")],
    }
}

/// The address for the join code, with scheme: the public one; else the one that this request came
/// to; else, when that is the machine itself and others can reach it, the one in the hall's network.
pub fn for_phones(app: &App, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let listens = app.config.listen;
    if app.config.public_url.is_none() && listens.ip().is_unspecified() && is_loopback(host) {
        let port = host.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(80);
        if let Some(ip) = of_this_machine().first() {
            return format!("http://{}", SocketAddr::new(*ip, port));
        }
    }
    app.config.base_url(host)
}

/// Whether phones cannot reach this address at all.
pub fn is_loopback(address: &str) -> bool {
    let host = address.trim_start_matches("http://").trim_start_matches("https://");
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_this_machine_reaches_is_known() {
        for own in ["localhost:3000", "http://127.0.0.1:3000", "[::1]:80", "LOCALHOST", "127.0.0.2"] {
            assert!(is_loopback(own), "{own}");
        }
        for other in ["192.168.1.5:3000", "https://werk.example", "localhost.example:80", "http://10.0.0.1"] {
            assert!(!is_loopback(other), "{other}");
        }
    }

    #[test]
    fn all_addresses_are_printed_and_a_public_one_alone() {
        let any: SocketAddr = "0.0.0.0:3000".parse().unwrap();
        assert_eq!(to_open(Some("https://werk.example"), any), ["https://werk.example"]);
        assert_eq!(to_open(None, any)[0], "http://127.0.0.1:3000");
        assert_eq!(to_open(None, "192.168.1.5:80".parse().unwrap()), ["http://192.168.1.5:80"]);
    }
}
