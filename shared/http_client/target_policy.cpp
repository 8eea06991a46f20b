#include "shared/http_client/target_policy.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

#include "shared/http_client/url.h"
#include "shared/support/ascii.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

constexpr std::string_view kAllowed = "a target is an IP address, a network like 10.0.0.0/8, a HOST or a HOST:PORT";

// "10.0.0" and "0x7f.1" are IPv4 addresses to some resolvers and to no one else; as names they do not exist.
bool ends_in_number(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return !last.empty() && (std::all_of(last.begin(), last.end(), is_digit) || last.starts_with("0x"));
}

bool is_loopback_address(const IpAddress& address) {
  static const IpNetwork v4 = parse_ip_network("127.0.0.0/8").value();
  static const IpNetwork v6 = parse_ip_network("::1").value();
  return v4.contains(unmapped(address)) || v6.contains(address);
}

std::string without_final_dot(std::string host) {
  if (host.ends_with('.')) host.pop_back();
  return host;
}

}  // namespace

struct TargetPolicy::Target {
  std::string host;  // lower case, without a final dot
  std::uint16_t port = 0;
  IpAddress address;
  std::vector<IpAddress> embedded;
};

Result<TargetPolicy> TargetPolicy::make(const TargetPolicyOptions& options) {
  TargetPolicy policy;
  policy.otherwise_ = options.otherwise;
  const auto take = [](std::string_view flag, const std::vector<std::string>& texts,
                       std::vector<Rule>& rules) -> std::optional<Error> {
    for (const std::string& text : texts) {
      auto rule = parse_rule(flag, text);
      if (!rule) return rule.error();
      rules.push_back(*std::move(rule));
    }
    return std::nullopt;
  };
  if (auto error = take("--allow-target", options.allow, policy.allow_)) return *error;
  if (auto error = take("--deny-target", options.deny, policy.deny_)) return *error;
  return policy;
}

Result<TargetPolicy::Rule> TargetPolicy::parse_rule(std::string_view flag, std::string_view text) {
  const auto wrong = [&](const std::string& why) {
    return Error{fmt::format("{} {}: {}; {}", flag, printable(text), why, kAllowed)};
  };
  Rule rule;
  rule.text = std::string(text);
  if (text.empty()) return wrong("it is empty");
  if (text.find("://") != std::string_view::npos) return wrong("it is a URL");
  if (text.find('/') != std::string_view::npos) {
    auto network = parse_ip_network(text);
    if (!network) return wrong(network.error().message);
    rule.network = unmapped(*network);
    return rule;
  }

  std::string_view host = text;
  std::optional<std::string_view> port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return wrong("its bracket is not closed");
    host = text.substr(1, end - 1);
    const std::string_view rest = text.substr(end + 1);
    if (!rest.empty() && !rest.starts_with(':')) return wrong("after the bracket only a port may follow");
    if (!rest.empty()) port = rest.substr(1);
    if (host.find(':') == std::string_view::npos) return wrong("brackets are for IPv6 addresses");
  } else if (std::count(text.begin(), text.end(), ':') == 1) {
    host = text.substr(0, text.find(':'));
    port = text.substr(text.find(':') + 1);
  }
  if (port) {
    rule.port = parse_port(*port);
    if (!rule.port) return wrong(fmt::format("'{}' is no port, which is a number from 1 to 65535", printable(*port)));
  }

  if (parse_ip_address(host) || host.find(':') != std::string_view::npos) {
    auto network = parse_ip_network(host);
    if (!network) return wrong(network.error().message);
    rule.network = unmapped(*network);
    return rule;
  }
  rule.host = without_final_dot(to_lower(host));
  if (rule.host.find('*') != std::string::npos) return wrong("a name is taken as it is, '*' stands for nothing");
  if (!is_host_name(rule.host)) return wrong(fmt::format("'{}' is no host name", printable(host)));
  if (ends_in_number(rule.host)) return wrong(fmt::format("'{}' is no IP address", printable(host)));
  return rule;
}

bool TargetPolicy::applies(const Rule& rule, const Target& target, bool to_embedded) {
  if (rule.port && *rule.port != target.port) return false;
  if (!rule.network) return rule.host == target.host;
  if (rule.network->contains(target.address) || rule.network->contains(unmapped(target.address))) return true;
  return to_embedded && std::any_of(target.embedded.begin(), target.embedded.end(),
                                    [&](const IpAddress& address) { return rule.network->contains(address); });
}

std::optional<Error> TargetPolicy::check(const std::string& host, std::uint16_t port,
                                         const std::string& numeric_address) const {
  const std::string shown = host_and_port(numeric_address, port);
  const auto address = parse_ip_address(numeric_address);
  if (!address) return Error{fmt::format("{} is no IP address that could be checked", printable(shown))};
  const Target target{without_final_dot(to_lower(host)), port, *address, embedded_ipv4(*address)};

  for (const Rule& rule : deny_) {
    if (applies(rule, target, true)) return Error{fmt::format("{} is refused by --deny-target {}", shown, rule.text)};
  }
  for (const Rule& rule : allow_) {
    if (applies(rule, target, false)) return std::nullopt;
  }
  return check_default(target, shown);
}

std::optional<Error> TargetPolicy::check_default(const Target& target, const std::string& shown) const {
  if (otherwise_ == DefaultTargets::anywhere) return std::nullopt;
  const bool is_loopback_only = otherwise_ == DefaultTargets::loopback_only;
  if (is_loopback_only && is_loopback_address(target.address)) return std::nullopt;
  const auto refused = [&](const std::string& what) {
    return Error{fmt::format("{}, and only {} addresses are sent to; allow it with --allow-target {}", what,
                             is_loopback_only ? "loopback" : "public", shown)};
  };
  // A mapped address is named for what it is: the IPv4 address.
  for (const IpAddress& inner : target.embedded) {
    if (const auto purpose = special_purpose(inner)) {
      return refused(fmt::format("{} leads to {}, which is {}", shown, to_string(inner), *purpose));
    }
  }
  if (const auto purpose = special_purpose(target.address)) return refused(fmt::format("{} is {}", shown, *purpose));
  if (is_loopback_only) return refused(fmt::format("{} is a public address", shown));
  return std::nullopt;
}

}  // namespace hookloop
