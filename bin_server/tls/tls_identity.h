// Who the server is over TLS: its certificate, with those that it was issued by, and its private key, both as PEM. From
// files, or made by ourselves for a machine that nobody else issues one for.
// Values and functions; used once, before a server starts. The key never leaves this, the context and its file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "shared/support/clock.h"
#include "shared/support/result.h"

namespace hookloop {

struct TlsIdentity {
  std::string certificate_pem;
  std::string key_pem;
  std::string fingerprint;  // SHA-256 of the certificate, "AB:CD:…", as browsers and openssl show it
  Timestamp not_before;
  Timestamp not_after;
};

// The error says which file is wrong and why: it can not be read, is no PEM, or the key is another certificate's. One
// that is expired is no error: whoever wants to see how a sender takes that may.
Result<TlsIdentity> read_tls_identity(const std::filesystem::path& certificate, const std::filesystem::path& key);

// A certificate of its own (ECDSA P-256) for localhost, 127.0.0.1, ::1 and `host`, which is a name or an address. It
// lasts for a year: browsers take none of more than 398 days (CA/Browser Forum Baseline Requirements 6.3.2).
inline constexpr std::chrono::days kSelfSignedLife{365};
Result<TlsIdentity> make_self_signed(const std::string& host, Timestamp now);

// The one that is kept in the folder (tls-cert.pem, and tls-key.pem which its owner alone can read), so that whoever
// has trusted it once need not again; made anew when it is not there, not for this host, or has less than a month to
// live.
Result<TlsIdentity> keep_self_signed(const std::filesystem::path& folder, const std::string& host, Timestamp now);

// Whether a client that calls the server by this name or address takes the certificate for it.
bool is_for_host(const TlsIdentity& identity, const std::string& host);

// What a person should know of it: it is expired, or not valid yet.
std::optional<std::string> doubt_about(const TlsIdentity& identity, Timestamp now);

}  // namespace hookloop
