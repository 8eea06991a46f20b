// Which addresses may be connected to, so that a webhook's URL can not be used to reach what only this machine or its
// network can reach (server-side request forgery). Rules given by a person come before the default: --deny-target beats
// --allow-target, and --allow-target beats the default.
// - It is asked with each numeric address that a connection is about to go to, after the name was resolved; the
//   connection goes to exactly that address. So a name that resolves to something else a moment later gains nothing.
// - An IPv6 address that carries an IPv4 address (mapped, compatible, translated, 6to4, Teredo, NAT64) is judged by
// that
//   one too: by default and by --deny-target it is refused when either is. --allow-target allows an address itself, and
//   one that is only another way to write it (IPv4-mapped), but not by what a translator would make of it.
// - A rule with a host name is about the name as the URL has it, whatever address that has; no name implies another.
// Constant after it was made: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/http_client/ip_network.h"
#include "shared/support/result.h"

namespace hookloop {

// Where connections may go that no rule speaks of.
enum class DefaultTargets {
  anywhere,
  // Not to addresses that are not of the public Internet: loopback, private, link-local, unique-local, shared (CGNAT),
  // multicast and reserved ones (RFC 6890 and the IANA registries that it founded). Those for documentation count as
  // public: nobody is there.
  public_only,
  loopback_only,  // 127.0.0.0/8 and ::1, and what is only another way to write these
};

struct TargetPolicyOptions {
  DefaultTargets otherwise = DefaultTargets::anywhere;
  // Each an IP address, a network (10.0.0.0/8), a HOST or a HOST:PORT, where HOST may be an IP address.
  std::vector<std::string> allow = {};
  std::vector<std::string> deny = {};
};

class TargetPolicy {
 public:
  // The error names the flag and the text, and says what is allowed.
  static Result<TargetPolicy> make(const TargetPolicyOptions& options);

  // Why a connection to `numeric_address` at `port` is refused, as one sentence that names the address and the flag;
  // nothing when it is allowed. `host` is the URL's, and may be the address itself.
  std::optional<Error> check(const std::string& host, std::uint16_t port, const std::string& numeric_address) const;

 private:
  struct Rule {
    std::string text;  // as it was given
    std::optional<IpNetwork> network;
    std::string host;                   // without a network: lower case
    std::optional<std::uint16_t> port;  // nothing: any
  };
  struct Target;

  TargetPolicy() = default;
  static Result<Rule> parse_rule(std::string_view flag, std::string_view text);
  static bool applies(const Rule& rule, const Target& target, bool to_embedded);

  std::optional<Error> check_default(const Target& target, const std::string& shown) const;

  DefaultTargets otherwise_ = DefaultTargets::anywhere;
  std::vector<Rule> allow_;
  std::vector<Rule> deny_;
};

}  // namespace hookloop
