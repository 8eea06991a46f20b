// Forwarding on arrival: each capture of a bin that has targets is sent to every one of them, behind the commit, and
// what came of it is kept with the capture.
//
// 1. To one target of one bin captures go one after the other, in order of their seq: the next when the one before has
//    been answered, has failed, or its time was over. Nothing is tried twice. So a target that is slow is behind, and
//    nobody else is: not another target, not another bin, and never the recorder.
// 2. How far each target has come is stored together with what came of it. What was under way when the process ended is
//    sent again by the next one: each capture at least once, as long as it is kept.
// 3. A target gets the captures that came after it was set.
// 4. A capture that came back by way of the bin itself (via.h), or that is no whole request, is not sent; an exchange
//    of the failure `loop` or `not_sendable` says so.
// 5. Where a bin returns the answer of its first target, that is given back once it is kept, or once it is known that
// it
//    can not be kept; a problem where there is none. What a sender waits for altogether is for the recorder to bound.
//
// It has a thread of its own, for the reading and the writing; the network is the transport's. Any thread may call its
// members; `start` and `stop` once.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include "bin_server/forward/kept_exchange.h"
#include "bin_server/model/bin.h"
#include "bin_server/model/capture_exchange.h"
#include "bin_server/model/target_answer.h"
#include "bin_server/store/capture_store.h"
#include "shared/http_client/async_transport.h"
#include "shared/support/clock.h"
#include "shared/support/id.h"

namespace hookloop {

struct ForwarderOptions {
  std::size_t most_in_flight = 1'000;  // over all targets; further ones wait for their turn
  // Of all requests under way; one that is larger goes alone. A target that hangs with a large one holds its share.
  std::uint64_t most_bytes_in_flight = 64u << 20;
  // Of the body of an answer that is returned; a larger one is a problem, 502. What answers a webhook is small: with
  // the limit below, the forwards that may be under way at once may all be of this kind.
  std::uint64_t most_returned_body = 1u << 20;
  // Of all such bodies that may come to be held at once, each counted as large as it may become; further forwards wait
  // for their turn. One that is larger goes alone.
  std::uint64_t most_returned_bytes = 1u << 30;
};

class Forwarder {
 public:
  // The references outlive it. `instance` names this run of the server in Via.
  Forwarder(const CaptureStore& store, AsyncTransport& transport, KeepExchanges keep, const Clock& clock, IdSource& ids,
            std::string instance, ForwarderOptions options = {}, ReturnAnswer return_answer = {});
  ~Forwarder();

  void start();
  // Sends nothing more and waits for what is under way, at most this long; then the transport is to be stopped, which
  // ends the rest, and after it this one.
  void drain(std::chrono::milliseconds grace);
  void stop();

  void captured(BinNumber bin);  // it was committed; cheap
  void settings_changed();       // of any bin; without being told it sees it within a second

 private:
  using LaneKey = std::pair<BinNumber, std::string>;  // the bin, and the target's URL

  // The captures of one bin on their way to one target.
  struct Lane {
    std::string bin_id;
    ForwardTarget target;
    Microseconds timeout{};
    bool returns = false;  // what is answered there
    Seq cursor = 0;
    std::string in_flight;    // the exchange's id; empty: none
    std::uint64_t bytes = 0;  // of its request
    bool is_waiting = false;  // it is in `waiting_`
  };
  struct Ended {
    LaneKey lane;
    CaptureExchange kept;
    Exchange exchange;
    std::uint64_t bytes;
    std::optional<Microseconds> returned_within;  // the forward's timeout, where its answer is returned
  };
  struct Returned {
    BinNumber bin;
    Seq seq;
    ReturnedAnswer answer;
  };

  void run();
  void reload();
  void put_lane(const Bin& bin, const ForwardTarget& target);
  void finish(std::vector<Ended> ended);
  void wait_in_line(BinNumber bin);  // all of its lanes
  void wait_in_line(const LaneKey& key, Lane& lane);
  void start_waiting();
  bool has_room_for(std::uint64_t bytes, bool returns);
  bool start_next(const LaneKey& key, Lane& lane);  // false: there is no room for it now
  void send(Microseconds timeout, Ended underway, OutgoingRequest outgoing);
  void pass(const LaneKey& key, Lane& lane, CaptureExchange kept);
  void pass_unsent(const LaneKey& key, Lane& lane, CaptureExchange kept, Problem problem);
  void write_down();
  void give_back();
  void tell_of_trouble(const std::string& why);

  const CaptureStore& store_;
  AsyncTransport& transport_;
  const KeepExchanges keep_;
  const Clock& clock_;
  IdSource& ids_;
  const std::string instance_;
  const ForwarderOptions options_;
  const ReturnAnswer return_answer_;

  // The thread's own.
  std::map<LaneKey, Lane> lanes_;
  std::map<BinNumber, std::shared_ptr<const BinSettings>> known_;  // the settings that the lanes follow
  std::deque<LaneKey> waiting_;                                    // lanes that may have something to send
  std::uint64_t bytes_in_flight_ = 0;
  std::uint64_t returned_bytes_in_flight_ = 0;
  std::vector<Returned> to_return_;
  std::vector<CaptureExchange> to_keep_;
  std::map<LaneKey, Seq> cursors_to_keep_;
  bool has_told_of_trouble_ = false;

  // Shared.
  std::atomic<bool> has_lanes_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable drained_;
  std::unordered_set<BinNumber> forwarding_;  // guarded by mutex_, as all below
  std::unordered_set<BinNumber> news_;        // bins with captures that were not looked at
  std::vector<Ended> ended_;
  std::size_t in_flight_ = 0;
  bool is_changed_ = true;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace hookloop
