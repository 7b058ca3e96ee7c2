//! TLS for the SMTP server, by a certificate that nobody else vouches for.

use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A certificate for `localhost` and `127.0.0.1`, and its key.
pub struct Certificate(rcgen::CertifiedKey<rcgen::KeyPair>);

impl Certificate {
    /// Makes one.
    ///
    /// # Panics
    /// When that does not work.
    #[must_use]
    pub fn make() -> Self {
        let names = ["localhost", "127.0.0.1"].map(str::to_owned);
        Self(rcgen::generate_simple_self_signed(names).unwrap())
    }

    /// The certificate alone, for whoever is to trust it.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.cert.pem()
    }
}

pub(super) struct Acceptor(Arc<ServerConfig>);

impl Acceptor {
    pub fn new(certificate: &Certificate) -> Self {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let key = PrivateKeyDer::try_from(certificate.0.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.0.cert.der().clone()], key)
            .unwrap();
        Self(Arc::new(config))
    }

    /// Takes a connection over. Nothing is agreed on before the first byte is read or written.
    pub fn accept(&self, stream: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
        StreamOwned::new(ServerConnection::new(Arc::clone(&self.0)).unwrap(), stream)
    }
}
