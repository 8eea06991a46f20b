#include "bin_server/recorder/request_bounds.h"

#include <spdlog/fmt/fmt.h>

#include "shared/support/quantity.h"

namespace hookloop {
namespace {

// What was not used of a second may come at once.
RateTable table_of(std::uint64_t per_second) {
  return {static_cast<double>(per_second), static_cast<double>(per_second)};
}

Problem too_often(std::string_view whose, std::uint64_t rate, std::string_view flag) {
  return {429, "too-often", "Requests come too often",
          fmt::format("Nothing of it was kept; send it again in a second. {} takes {} requests a second; the server's "
                      "{} sets the limit.",
                      whose, rate, flag)};
}

}  // namespace

RequestBounds::RequestBounds(const RequestBoundsOptions& options, Refusals& refusals, const Clock& clock)
    : options_(options),
      refusals_(refusals),
      clock_(clock),
      bins_(table_of(options.bin_rate)),
      clients_(table_of(options.client_rate)) {}

std::optional<Problem> RequestBounds::check_head(BinNumber bin, const RequestHead& head) {
  if (head.target.size() > options_.target_bytes) {
    refusals_.count(bin, &RefusalCounts::target_too_long);
    return Problem{414, "target-too-long", "The request's target is too long",
                   fmt::format("It is longer than {}; the server's --max-target sets the limit.",
                               show_size(options_.target_bytes))};
  }
  if (head.headers.size() > options_.header_fields) {
    refusals_.count(bin, &RefusalCounts::too_many_headers);
    return Problem{431, "too-many-headers", "The request has too many header fields",
                   fmt::format("It has {}, and may have {}; the server's --max-headers sets the limit.",
                               head.headers.size(), options_.header_fields)};
  }
  return std::nullopt;
}

std::optional<Problem> RequestBounds::check_rate(BinNumber bin, Client client) {
  if (options_.bin_rate == 0 && options_.client_rate == 0) return std::nullopt;
  const SteadyTime now = clock_.steady();
  if (!clients_.take(client, now)) {
    refusals_.count(bin, &RefusalCounts::client_too_often);
    return too_often("An address", options_.client_rate, "--max-client-rate");
  }
  if (bin != 0 && !bins_.take(static_cast<std::uint64_t>(bin), now)) {
    refusals_.count(bin, &RefusalCounts::too_often);
    return too_often("A bin", options_.bin_rate, "--max-rate");
  }
  return std::nullopt;
}

}  // namespace hookloop
