//! Where a request comes from: the other end of the connection, or what a proxy that is trusted says of it.
//!
//! Anybody can send an `X-Forwarded-For`. Only what a proxy appended that is named in the configuration counts, read from
//! the end: the first address that is no such proxy is the one who came.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::answer::WebError;
use crate::serve::State;

/// An address, or all that begin with the same bits: `10.0.0.5`, `10.0.0.0/24`, `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    bits: u8,
}

/// The text is no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("应为地址或网段，如 10.0.0.5 或 10.0.0.0/24")]
pub struct NoNetwork;

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Network, NoNetwork> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let first: IpAddr = address.parse().map_err(|_| NoNetwork)?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| NoNetwork))?;
        if bits > most { Err(NoNetwork) } else { Ok(Network { first: masked(first, bits), bits }) }
    }
}

impl Network {
    pub(crate) fn holds(&self, address: IpAddr) -> bool {
        self.first.is_ipv4() == address.is_ipv4() && masked(address, self.bits) == self.first
    }
}

/// An address with nothing left behind its first bits.
fn masked(address: IpAddr, bits: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(bits.into())).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(bits.into())).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

/// The bits that one subscriber of IPv6 is given: everything behind them is one caller's.
const SUBSCRIBER_BITS: u8 = 64;

/// Who a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller(pub IpAddr);

impl Caller {
    /// What is counted as one: an address of IPv4, or all that one subscriber of IPv6 has.
    pub fn subscriber(self) -> IpAddr {
        if self.0.is_ipv6() { masked(self.0, SUBSCRIBER_BITS) } else { self.0 }
    }
}

impl FromRequestParts<Arc<State>> for Caller {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Caller, WebError> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        Ok(Caller(behind(peer, &parts.headers, &state.config.proxies)))
    }
}

fn behind(peer: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> IpAddr {
    let lines = headers.get_all("x-forwarded-for").into_iter().filter_map(|line| line.to_str().ok());
    let said: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut found = peer.to_canonical();
    for said in said.into_iter().rev() {
        if !proxies.iter().any(|proxy| proxy.holds(found)) {
            break;
        }
        let Some(before) = address_in(said) else { break };
        found = before.to_canonical();
    }
    found
}

/// Some proxies write the port too.
fn address_in(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{Caller, Network, behind};

    #[test]
    fn a_network_holds_what_begins_as_it_does() {
        for (network, address, holds) in [
            ("10.0.0.5", "10.0.0.5", true),
            ("10.0.0.5", "10.0.0.6", false),
            ("10.0.0.0/24", "10.0.0.255", true),
            ("10.0.0.7/24", "10.0.1.0", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "::1", false),
            ("fd00::/8", "fdff::1", true),
            ("fd00::/8", "fe00::1", false),
            ("::/0", "2001:db8::1", true),
        ] {
            let network: Network = network.parse().unwrap();
            assert_eq!(network.holds(address.parse().unwrap()), holds, "{network:?} {address}");
        }
        for text in ["", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "::/129", "proxy"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_what_a_named_proxy_says_counts() {
        for (peer, said, proxies, found) in [
            ("203.0.113.9", vec!["198.51.100.1"], vec![], "203.0.113.9"),
            ("10.0.0.5", vec!["198.51.100.1"], vec!["10.0.0.0/24"], "198.51.100.1"),
            ("10.0.0.5", vec!["127.0.0.1, 198.51.100.1"], vec!["10.0.0.0/24"], "198.51.100.1"),
            ("10.0.0.5", vec!["198.51.100.1, 10.0.0.6"], vec!["10.0.0.0/24"], "198.51.100.1"),
            ("10.0.0.5", vec!["198.51.100.1", "10.0.0.6"], vec!["10.0.0.0/24"], "198.51.100.1"),
            ("10.0.0.5", vec!["nonsense"], vec!["10.0.0.0/24"], "10.0.0.5"),
            ("10.0.0.5", vec![], vec!["10.0.0.0/24"], "10.0.0.5"),
            ("::ffff:10.0.0.5", vec!["[2001:db8::1]:4711"], vec!["10.0.0.5"], "2001:db8::1"),
        ] {
            let mut headers = HeaderMap::new();
            for line in said {
                headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
            }
            let proxies: Vec<Network> = proxies.iter().map(|text| text.parse().unwrap()).collect();
            assert_eq!(behind(peer.parse().unwrap(), &headers, &proxies), found.parse::<std::net::IpAddr>().unwrap());
        }
    }

    #[test]
    fn a_subscriber_of_ipv6_is_one_caller() {
        let of = |text: &str| Caller(text.parse().unwrap()).subscriber();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("10.0.0.1"), of("10.0.0.2"));
    }
}
