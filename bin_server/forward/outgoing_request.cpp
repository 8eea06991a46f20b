#include "bin_server/forward/outgoing_request.h"

#include <spdlog/fmt/fmt.h>

#include "bin_server/forward/hop_by_hop.h"
#include "bin_server/model/request_head.h"

namespace hookloop {
namespace {

std::string_view path_behind_bin(std::string_view target) {
  const std::string_view path = target_path(target);
  const auto address = find_capture_address(target);
  if (!address) return path.starts_with('/') ? path : std::string_view{};
  return path.substr(static_cast<std::size_t>(address->bin_id.data() + address->bin_id.size() - path.data()));
}

std::string join(std::string_view url_target, std::string_view captured_target) {
  const auto mark = url_target.find('?');
  std::string joined(url_target.substr(0, mark));
  const std::string_view rest = path_behind_bin(captured_target);
  if (!rest.empty()) {
    if (joined.ends_with('/')) joined.pop_back();
    joined += rest;
  }
  const std::string_view own_query = mark == std::string_view::npos ? std::string_view{} : url_target.substr(mark);
  joined += own_query;
  if (const auto query = target_query(captured_target)) {
    if (own_query.empty())
      joined += '?';
    else if (own_query.size() > 1 && !query->empty())
      joined += '&';
    joined += *query;
  }
  return joined;
}

// Whether a receiver that resolves dot segments (RFC 3986 section 5.2.4) could end up above the target's own path: who
// may send to the bin is not thereby to reach all that the target serves.
bool climbs(std::string_view path) {
  const std::string decoded = percent_decode(path);
  std::string_view rest = decoded;
  while (true) {
    const auto slash = rest.find_first_of("/\\");
    if (rest.substr(0, slash) == "..") return true;
    if (slash == std::string_view::npos) return false;
    rest.remove_prefix(slash + 1);
  }
}

std::optional<Error> check_sendable(const CapturedRequest& request, const RequestHead& head) {
  if (head.fault) return Error{"it is no HTTP request: " + *head.fault};
  if (!request.complete) return Error{"it broke off before its end"};
  if (head.method == "CONNECT") return Error{"CONNECT asks for a tunnel, which is not sent on"};
  const auto codings = header_values(head.headers, "Transfer-Encoding");
  if (codings.size() > 1 || (codings.size() == 1 && !same_header_name(codings.front(), "chunked"))) {
    return Error{"its body has another transfer coding than chunked, which is not decoded here"};
  }
  return std::nullopt;
}

// Length: of the content, where there is some or the capture told of one.
HeaderList fields_of(const RequestHead& head, const Url& target, std::optional<std::size_t> length) {
  HeaderList fields;
  bool has_host = false;
  bool has_length = false;
  for (const HeaderField& field : head.headers) {
    const bool is_length = same_header_name(field.name, "Content-Length");
    if (same_header_name(field.name, "Host")) {
      if (!has_host) fields.push_back({field.name, host_header(target)});
      has_host = true;
    } else if (is_length || same_header_name(field.name, "Transfer-Encoding")) {
      if (!has_length)
        fields.push_back({is_length ? field.name : "Content-Length", std::to_string(length.value_or(0))});
      has_length = true;
    } else if (!is_for_one_connection(head.headers, field.name) && !is_framing(field.name) &&
               !same_header_name(field.name, "Expect")) {
      fields.push_back(field);
    }
  }
  if (!has_host) fields.insert(fields.begin(), {"Host", host_header(target)});
  if (!has_length && length) fields.push_back({"Content-Length", std::to_string(*length)});
  return fields;
}

std::string write_head(std::string_view method, std::string_view target, const HeaderList& fields) {
  std::string head = fmt::format("{} {} HTTP/1.1\r\n", method, target);
  for (const HeaderField& field : fields) {
    head += field.name;
    head += field.value.empty() ? ":" : ": ";
    head += field.value;
    head += "\r\n";
  }
  head += "\r\n";
  return head;
}

}  // namespace

Result<OutgoingRequest> make_outgoing_request(const CapturedRequest& request, const Url& target,
                                              const OutgoingOptions& options) {
  const RequestHead head = parse_request_head(request.head);
  if (auto error = check_sendable(request, head)) return *std::move(error);

  OutgoingRequest outgoing;
  outgoing.url = target;
  if (options.append_path) {
    if (climbs(path_behind_bin(head.target))) return Error{"its path leads out of the target's by '..'"};
    outgoing.url.target = join(target.target, head.target);
  }
  outgoing.body = options.edits.body ? *options.edits.body : content_of(request);
  const bool is_length_told = !outgoing.body.empty() || options.edits.body.has_value();
  HeaderList fields = fields_of(head, target, is_length_told ? std::optional(outgoing.body.size()) : std::nullopt);
  for (const HeaderEdit& edit : options.edits.headers) apply(edit, fields);
  if (const auto& signature = options.signature) {
    resign(fields, signature->key, signature->new_delivery_id, signature->now, outgoing.body);
  }
  if (!options.via.empty()) fields.push_back({"Via", fmt::format("1.{} {}", head.minor_version, options.via)});
  outgoing.head = write_head(options.edits.method.value_or(head.method), outgoing.url.target, fields);
  return outgoing;
}

}  // namespace hookloop
