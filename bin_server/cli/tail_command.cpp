// `bin_server tail`: what arrives, live, two lines a request, until it is interrupted. A connection that breaks is made
// again and goes on where it was: nothing is lost and nothing is told twice.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ostream>
#include <set>

#include "bin_server/cli/bin_command.h"
#include "bin_server/cli/captures.h"
#include "bin_server/cli/tail_print.h"
#include "shared/cli/feed_reader.h"
#include "shared/support/options.h"
#include "shared/support/quantity.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

constexpr std::uint64_t kGreatestSeq = INT64_MAX;
constexpr std::uint64_t kMostLines = 100'000;
// Faults on purpose never have an answer: of those that wait for one the newest so many are remembered.
constexpr std::size_t kMostUnanswered = 10'000;
// Between two tries to connect again: soon, for a server that was started anew; then seldom, for one that is away.
constexpr Microseconds kFirstPause = std::chrono::milliseconds(100);
constexpr Microseconds kLongestPause = std::chrono::seconds(5);

struct TailFlags {
  std::uint64_t lines = 10;  // as tail(1)
  std::optional<std::uint64_t> after;
  std::uint64_t count = UINT64_MAX;
};

class Tail {
 public:
  Tail(BinSession& session, const TailFlags& flags)
      : session_(session), left_(flags.count), started_(session.surroundings.clock.steady()) {}

  Result<ExitCode, ApiFailure> run(const TailFlags& flags) {
    session_.surroundings.interrupt.watch();
    if (auto failure = begin(flags)) return *std::move(failure);
    while (!is_over()) {
      auto failure = session_.client.stream(session_.path({"feed"}) + parameters(), std::to_string(place_),
                                            [this](std::string_view bytes) { return take(bytes); });
      reader_.connection_ended();
      if (is_over()) break;
      if (failure && failure->problem == "unknown-bin" && was_connected_) return deleted();
      if (failure && (!was_connected_ || is_refusal(*failure))) return *std::move(failure);
      wait_to_connect_again(failure);
    }
    return end();
  }

 private:
  // Where the live part begins, and what is shown before it.
  std::optional<ApiFailure> begin(const TailFlags& flags) {
    if (flags.after) {
      place_ = *flags.after;
      return std::nullopt;
    }
    const auto bin = session_.client.call({"GET", session_.path()});
    if (!bin) return bin.error();
    const Json& last = value_at(*bin, "/last_seq");
    if (last.is_number_unsigned()) place_ = last.get<std::uint64_t>();
    if (flags.lines == 0) return std::nullopt;
    const auto earlier = read_captures(session_, {flags.lines, place_ + 1});
    if (!earlier) return earlier.error();
    const Json& rows = earlier->at("requests");
    for (std::size_t i = rows.size(); i > 0 && left_ > 0; --i) print(rows[i - 1]);
    session_.paper.out << std::flush;
    return std::nullopt;
  }

  std::string parameters() const { return session_.query ? query_text(Json{{"q", *session_.query}}) : ""; }

  bool take(std::string_view bytes) {
    if (is_lost_) session_.surroundings.err << "bin_server: connected again\n";
    was_connected_ = true;
    is_lost_ = false;
    pause_ = kFirstPause;
    for (const FeedEvent& event : reader_.feed(bytes)) {
      if (left_ > 0) tell(event);
    }
    const std::string& id = reader_.last_id();
    std::from_chars(id.data(), id.data() + id.size(), place_);  // one that is none leaves it where it is
    session_.paper.out << std::flush;
    return !is_over();
  }

  void tell(const FeedEvent& event) {
    const Json data = Json::parse(event.data, nullptr, /*allow_exceptions=*/false);
    if (data.is_discarded()) return;
    if (event.kind == "captured") print(data);
    if (event.kind == "answered") print_answer(data);
    if (event.kind == "gap") {
      session_.surroundings.err << fmt::format(
          "bin_server: {} after #{} are not shown: they were deleted, or came faster than they could be told of\n",
          counted(missed(data), "request", "requests"), shown(data, "/after"));
    }
  }

  static std::uint64_t missed(const Json& gap) {
    const Json& count = value_at(gap, "/missed");
    return count.is_number_unsigned() ? count.get<std::uint64_t>() : 0;
  }

  void print(const Json& capture) {
    --left_;
    if (session_.json) {
      print_json_line(session_.paper, capture);
    } else {
      session_.paper.out << in_line(session_.paper, capture) << '\n' << out_line(session_.paper, capture) << '\n';
    }
    ++told_;
    if (!count_answer(capture)) unanswered_.insert(seq_of(capture));
    if (unanswered_.size() > kMostUnanswered) unanswered_.erase(unanswered_.begin());
  }

  // Of a request that was told of before its answer was there.
  void print_answer(const Json& capture) {
    if (unanswered_.erase(seq_of(capture)) == 0 || !count_answer(capture) || session_.json) return;
    session_.paper.out << out_line(session_.paper, capture) << '\n';
  }

  // False where no status has reached the sender, or none yet.
  bool count_answer(const Json& capture) {
    const Json& status = value_at(capture, "/response/status");
    const int code = status.is_number_integer() ? status.get<int>() : 0;
    if (code < 100 || code > 599) return false;
    ++answered_[static_cast<std::size_t>(code / 100)];
    return true;
  }

  static std::uint64_t seq_of(const Json& capture) {
    const Json& seq = value_at(capture, "/seq");
    return seq.is_number_unsigned() ? seq.get<std::uint64_t>() : 0;
  }

  bool is_over() const { return left_ == 0 || !session_.paper.out || session_.surroundings.interrupt.came(); }

  // What another try would not change.
  static bool is_refusal(const ApiFailure& failure) { return failure.status >= 400 && failure.status < 500; }

  void wait_to_connect_again(const std::optional<ApiFailure>& failure) {
    if (!is_lost_ && failure) {
      session_.surroundings.err << fmt::format("bin_server: the connection is lost ({}); trying again\n",
                                               printable(failure->message));
      is_lost_ = true;
    }
    session_.surroundings.clock.sleep_for(pause_);
    pause_ = std::min(pause_ * 2, kLongestPause);
  }

  Result<ExitCode, ApiFailure> deleted() {
    session_.surroundings.err << fmt::format("bin_server: the bin {} was deleted\n", printable(session_.bin));
    sum_up();
    return ExitCode::passed;
  }

  Result<ExitCode, ApiFailure> end() {
    const Interrupt& interrupt = session_.surroundings.interrupt;
    if (!interrupt.came()) return ExitCode::passed;
    sum_up();
    return interrupted_code(interrupt);
  }

  // "12 requests in 3m 20s: 10 answered 2xx, 2 answered 5xx". Beside the output, which may be a program's input.
  void sum_up() {
    const auto time = session_.surroundings.clock.steady() - started_;
    std::string text = fmt::format("{} in {}", counted(told_, "request", "requests"),
                                   show_duration(std::chrono::duration_cast<Microseconds>(time)));
    const char* sign = ": ";
    for (std::size_t i = 1; i < answered_.size(); ++i) {
      if (answered_[i] == 0) continue;
      text += fmt::format("{}{} answered {}xx", sign, answered_[i], i);
      sign = ", ";
    }
    session_.surroundings.err << (session_.out_is_terminal() ? "\n" : "") << text << '\n';
  }

  BinSession& session_;
  std::uint64_t left_;  // to be told
  const SteadyTime started_;
  FeedReader reader_;
  std::uint64_t place_ = 0;  // the seq up to which all is told
  bool was_connected_ = false;
  bool is_lost_ = false;  // and this was said
  Microseconds pause_ = kFirstPause;
  std::uint64_t told_ = 0;
  std::array<std::uint64_t, 6> answered_{};  // by the class of the status
  std::set<std::uint64_t> unanswered_;       // seqs that were told without a status
};

}  // namespace

void add_tail_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action) {
  BinCommand& command =
      add_bin_command(app,
                      {"tail", "Follow a bin: two lines a request, in and out, as it comes; Ctrl-C ends it",
                       "bin_server tail demo --q 'status:5xx'"},
                      surroundings, action);
  command.add_bin();
  command.add_query("Only requests that match");
  const auto flags = std::make_shared<TailFlags>();
  CLI::Option* const lines =
      add_whole_number(command.app, "--lines", flags->lines, 0, kMostLines, "Begin with so many that came before");
  add_whole_number(command.app, "--after", flags->after, 0, kGreatestSeq,
                   "Begin behind this seq, with all that came since; 0: the beginning")
      ->excludes(lines);
  add_whole_number(command.app, "--count", 1, UINT64_MAX, "End after so many",
                   [flags](std::uint64_t count) { flags->count = count; });
  command.run = [flags](BinSession& session) { return Tail(session, *flags).run(*flags); };
}

}  // namespace hookloop
