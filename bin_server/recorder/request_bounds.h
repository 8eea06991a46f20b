// What a request to be captured may be, as far as its head tells, and how often one may come: of one bin, and of one
// client. What is over a bound is refused and counted, and a person sees the count. The loop's thread only; nothing is
// allocated for a request that is within its bounds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "bin_server/capture/refusals.h"
#include "bin_server/model/request_head.h"
#include "shared/support/clock.h"
#include "shared/support/problem.h"
#include "shared/support/rate_table.h"

namespace hookloop {

struct RequestBoundsOptions {
  std::uint64_t target_bytes = 16u << 10;  // more: 414. Browsers and proxies stop far below
  std::size_t header_fields = 1'000;       // more: 431. A head of 64 KiB could hold ten thousand
  std::uint64_t bin_rate = 0;              // captures a second of one bin; more: 429. 0: any number
  std::uint64_t client_rate = 0;           // of one client address, whatever the bin; more: 429. 0: any number
};

class RequestBounds {
 public:
  RequestBounds(const RequestBoundsOptions& options, Refusals& refusals, const Clock& clock);

  // What a connection is known by: made once for each.
  using Client = std::uint64_t;
  static Client client(std::string_view address) { return rate_key_of_address(address); }

  // Why a request to this bin is refused; 0: to none that there is.
  std::optional<Problem> check_head(BinNumber bin, const RequestHead& head);
  std::optional<Problem> check_rate(BinNumber bin, Client client);

 private:
  RequestBoundsOptions options_;
  Refusals& refusals_;
  const Clock& clock_;
  RateTable bins_;
  RateTable clients_;
};

}  // namespace hookloop
