#include "bin_server/search/indexer.h"

#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "bin_server/search/index_entry.h"
#include "shared/support/clock.h"

namespace hookloop {
namespace {

// Captures of one transaction: some 20 ms of work.
constexpr std::size_t kIndexedAtOnce = 200;
constexpr std::size_t kBytesAtOnce = 4u << 20;

// While captures come faster than this, it rests so many times as long as it worked.
constexpr double kBusyCapturesPerSecond = 200;
constexpr int kRestWhenBusy = 49;
constexpr Microseconds kIdlePause = std::chrono::milliseconds(100);
constexpr Microseconds kPauseAfterTrouble = std::chrono::seconds(10);

// What is gone of the captures stays in the index: when that is more than what is there, it is made anew.
constexpr std::uint64_t kGoneThatIsNothing = 10'000;

}  // namespace

Indexer::Indexer(const CaptureStore& store, Judge& judge, SearchIndex& index, const Clock& clock,
                 std::function<std::uint64_t()> count_captures)
    : store_(store), judge_(judge), index_(index), clock_(clock), count_captures_(std::move(count_captures)) {}

Indexer::~Indexer() { stop(); }

void Indexer::start() {
  thread_ = std::thread([this] { run(); });
}

void Indexer::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Indexer::run() {
  // The last to get a processor that others want, too; 0 is this thread.
  (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 19);
  bool has_told = false;
  std::uint64_t captures = count_captures_();
  SteadyTime looked_at = clock_.steady();
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const SteadyTime begin = clock_.steady();
    const std::chrono::duration<double> since_look = begin - looked_at;
    const std::uint64_t count = count_captures_();
    const bool is_busy = static_cast<double>(count - captures) > kBusyCapturesPerSecond * since_look.count();
    captures = count;
    looked_at = begin;
    Microseconds pause{};
    try {
      const bool has_worked = work();
      const auto worked = std::chrono::ceil<Microseconds>(clock_.steady() - begin);
      pause = !has_worked ? kIdlePause : is_busy ? kRestWhenBusy * worked : Microseconds(0);
    } catch (const std::exception& error) {
      if (!has_told) spdlog::warn("the search index rests, and searches go through all captures: {}", error.what());
      has_told = true;
      pause = kPauseAfterTrouble;
    }
    lock.lock();
    wake_.wait_for(lock, pause, [this] { return stopping_; });
  }
}

// An index of other captures than these, such as a copy of the folder made in two moments, would leave some out.
void Indexer::reset_where_wrong(const std::vector<Bin>& bins) {
  std::uint64_t kept = 0;
  bool is_ahead = false;
  for (const Bin& bin : bins) {
    kept += bin.totals.request_count;
    is_ahead = is_ahead || index_.covered(bin.number) > bin.totals.last_seq;
  }
  if (is_ahead || index_.size() > 2 * kept + kGoneThatIsNothing) index_.reset();
}

bool Indexer::work() {
  const auto bins = store_.list_bins();
  reset_where_wrong(bins);
  const auto is_behind = [&](const Bin& bin) { return index_.covered(bin.number) < bin.totals.last_seq; };
  const auto behind = std::find_if(bins.begin(), bins.end(), is_behind);
  if (behind != bins.end()) {
    index_next_of(*behind);
    return true;
  }
  return std::any_of(bins.begin(), bins.end(), [&](const Bin& bin) { return judge_again_next_of(bin); });
}

void Indexer::index_next_of(const Bin& bin) {
  SearchSubject subject(bin, judge_);
  std::vector<IndexEntry> entries;
  RequestRange range;
  range.after = index_.covered(bin.number);
  range.before = bin.totals.last_seq + 1;  // what comes meanwhile comes next
  range.newest_first = false;
  range.limit = kIndexedAtOnce;
  std::size_t bytes = 0;
  bool is_cut = false;
  store_.visit_requests(bin.number, range, [&](const CapturedRequest& request) {
    subject.look_at(request);
    entries.push_back(index_entry_of(subject));
    bytes += request.bytes();
    is_cut = bytes >= kBytesAtOnce;
    return !is_cut;
  });
  const bool has_more = is_cut || entries.size() == kIndexedAtOnce;
  index_.add(bin.number, entries, has_more ? entries.back().seq : bin.totals.last_seq);
}

bool Indexer::judge_again_next_of(const Bin& bin) {
  const std::int64_t secrets = secrets_fingerprint(*bin.settings);
  if (index_.judged_with(bin.number) == secrets) return false;
  const auto seqs = index_.judged_with_others(bin.number, secrets, kIndexedAtOnce);
  SearchSubject subject(bin, judge_);
  std::vector<IndexEntry> entries;
  for (const Seq seq : seqs) {
    const auto request = store_.find_request(bin.number, seq);
    if (request) {
      subject.look_at(*request);
      entries.push_back(index_entry_of(subject));
    } else {  // gone: whatever is said of it is looked at again anyway
      IndexEntry& gone = entries.emplace_back();
      gone.seq = seq;
      gone.secrets = secrets;
    }
  }
  index_.judge_again(bin.number, entries);
  if (seqs.size() < kIndexedAtOnce) index_.set_judged_with(bin.number, secrets);
  return true;
}

}  // namespace hookloop
