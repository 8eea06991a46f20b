// The order in which deliveries came to a bin, gathered capture by capture as they arrived: retries, resends and
// duplicates (capture/repeats.h), attempts and events that came behind later ones, attempts that never came, and how
// late everything was. Time and memory grow with the captures that it is given, about 400 bytes each; who uses it
// bounds them. One thread at a time.
//
// Events are ordered by the time they happened at, as their ids say, among those that were sent to the same path; where
// an id is not ours, deliveries are ordered by the webhook-timestamp of their first attempt. Only the first capture of
// a delivery counts for that: a retry comes late by nature.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "bin_server/capture/repeats.h"
#include "bin_server/model/captured_request.h"
#include "bin_server/order/lateness.h"

namespace hookloop {

class OrderReport {
 public:
  // What is kept of each kind to be shown; all are counted.
  static constexpr std::size_t kMostShown = 100;

  struct RepeatShown {
    Repeat::Kind kind;
    std::string request;  // its id
    Seq seq;
    Seq of_seq;
  };
  struct Late {
    std::string request;
    Seq seq;
    std::string event_id;  // empty: there is none of ours
    Seq behind_seq;        // the capture of the later one that came before it
    Microseconds by;       // how far apart they happened
  };
  struct LateAttempt {
    std::string request;
    Seq seq;
    std::uint32_t attempt;
    std::uint32_t behind_attempt;
  };
  struct Missing {
    std::string delivery_id;
    Seq seq;  // the last capture of it
    std::vector<std::uint32_t> attempts;
  };

  // When what it tells of happened, for a capture whose headers do not say; nothing where that is not known either.
  using FindMoment = std::function<std::optional<Timestamp>(const CapturedRequest&)>;
  explicit OrderReport(FindMoment find_moment) : find_moment_(std::move(find_moment)) {}

  // In the order of their seqs; without their bodies. True: the first of its delivery, or of none.
  bool add(const CapturedRequest& request);

  struct Result {
    std::size_t captures = 0;
    std::size_t without_delivery = 0;
    std::size_t deliveries = 0;
    std::array<std::size_t, 4> repeats{};  // by Repeat::Kind
    std::vector<RepeatShown> repeats_shown;
    std::size_t late_events = 0;
    std::vector<Late> late_shown;
    std::size_t late_attempts = 0;
    std::vector<LateAttempt> late_attempts_shown;
    std::size_t deliveries_with_missing = 0;  // of those whose attempts are told
    std::size_t missing_attempts = 0;
    std::vector<Missing> missing_shown;
    std::optional<LatenessSummary> lateness;  // from when it happened to its first capture
    std::optional<LatenessSummary> transit;   // from webhook-timestamp to the capture
    std::size_t without_time = 0;             // it is not known when what they tell of happened
  };
  Result result() const;

 private:
  struct Stream {
    std::string event_id;
    std::optional<Timestamp> at;
    Seq seq = 0;
  };
  // Of captures that name no delivery, by path and body.
  struct SameBytes {
    Seq seq;
    bool was_accepted;
  };

  void add_repeat(const CapturedRequest& request, Repeat::Kind kind, Seq of);
  bool add_to_delivery(const CapturedRequest& request, std::optional<Timestamp> sent_at);
  void add_without_delivery(const CapturedRequest& request, std::string_view path);
  void add_to_stream(const CapturedRequest& request, std::string_view path, const std::string& event_id,
                     std::optional<Timestamp> at);

  FindMoment find_moment_;
  Result result_;
  std::unordered_map<std::string, std::vector<DeliveryCapture>> deliveries_;  // their `id` is the seq as a text
  std::unordered_map<Seq, Timestamp> sent_at_;  // of those without a number of the attempt
  std::unordered_map<std::string, SameBytes> same_bytes_;
  std::unordered_map<std::string, Stream> streams_;
  Lateness lateness_;
  Lateness transit_;
};

}  // namespace hookloop
