// How a delivery goes from one state to the other, and what that makes of the counts. Inside of one transaction; the
// changing thread's.
//
//   pending --claim--> in_flight --end--> pending | delivered | exhausted | cancelled
//   pending --cancel--> cancelled          what has ended --resend--> pending, by hand
//   in_flight --cancel--> in_flight, with cancel_asked; an end of `pending` is then one of `cancelled`
#pragma once

#include <string>

#include "emitter/store/outbox.h"
#include "emitter/store/sqlite/emitter_database.h"

namespace hookloop {

class DeliveryChanges {
 public:
  DeliveryChanges(StatementCache& statements, CountChanges& counts) : statements_(statements), counts_(counts) {}

  // False: it is in flight, has ended where that matters, or is not there.
  bool cancel(DeliveryNumber number, Timestamp now, const std::string& reason);
  bool resend(DeliveryNumber number, Timestamp now);
  // Returns how many.
  std::uint64_t cancel_all(const DeliveryFilter& filter, Timestamp now, const std::string& reason);
  std::uint64_t resend_all(const DeliveryFilter& filter, Timestamp now, std::uint64_t limit);

  // For each: whether it was taken.
  std::vector<bool> claim(std::span<const Claim> claims);
  // The end of one that is not in flight is a bug: std::logic_error.
  void end(std::span<const DeliveryEnd> ends);

 private:
  struct Found {
    DeliveryNumber number;
    DeliveryState state;
  };
  std::optional<Found> find(DeliveryNumber number);
  // Those of the filter, the oldest first, a piece at a time, until `change` (which says whether it changed it) has
  // changed `limit` of them.
  template <typename Change>
  std::uint64_t change_all(const DeliveryFilter& filter, std::uint64_t limit, Change change);
  bool cancel_pending(DeliveryNumber number, Timestamp now, const std::string& reason);
  bool ask_to_cancel(DeliveryNumber number, const std::string& reason);
  bool resend(const Found& found, Timestamp now);
  void go_on(const DeliveryEnd& end);
  void finish(std::span<const DeliveryEnd> alike);

  StatementCache& statements_;
  CountChanges& counts_;
};

}  // namespace hookloop
