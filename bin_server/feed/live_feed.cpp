#include "bin_server/feed/live_feed.h"

#include <algorithm>

namespace hookloop {

void LiveFeed::announce(BinNumber bin, Seq last_seq) {
  if (also_told_) also_told_(bin);
  const std::lock_guard lock(mutex_);
  auto& channel = channels_[bin];
  if (!channel) channel = std::make_shared<Channel>();
  channel->last_seq = std::max(channel->last_seq, last_seq);
  channel->news.notify_all();
}

void LiveFeed::announce_marked(BinNumber bin, Seq seq) {
  const std::lock_guard lock(mutex_);
  auto& channel = channels_[bin];
  if (!channel) channel = std::make_shared<Channel>();
  ++channel->mark_count;
  channel->marked.push_back(seq);
  if (channel->marked.size() > kMostMarkedAhead) channel->marked.pop_front();
  channel->news.notify_all();
}

LiveFeed::MarkCount LiveFeed::count_marked(BinNumber bin) const {
  const std::lock_guard lock(mutex_);
  const auto channel = channels_.find(bin);
  return channel == channels_.end() ? 0 : channel->second->mark_count;
}

std::vector<Seq> LiveFeed::take_marked(BinNumber bin, MarkCount& seen) const {
  const std::lock_guard lock(mutex_);
  std::vector<Seq> seqs;
  const auto found = channels_.find(bin);
  if (found == channels_.end()) return seqs;
  const Channel& channel = *found->second;
  const auto count =
      std::min<MarkCount>(channel.mark_count - std::min(seen, channel.mark_count), channel.marked.size());
  seqs.assign(channel.marked.end() - static_cast<std::ptrdiff_t>(count), channel.marked.end());
  std::sort(seqs.begin(), seqs.end());
  seqs.erase(std::unique(seqs.begin(), seqs.end()), seqs.end());
  seen = channel.mark_count;
  return seqs;
}

LiveFeed::Woken LiveFeed::wait(BinNumber bin, Seq after, std::chrono::milliseconds time_out, MarkCount marks_seen) {
  std::unique_lock lock(mutex_);
  auto& entry = channels_[bin];
  if (!entry) entry = std::make_shared<Channel>();
  const std::shared_ptr<Channel> channel = entry;  // stays while this waits, also when the bin is closed
  const auto has_news = [&] { return channel->last_seq > after || channel->mark_count > marks_seen; };
  channel->news.wait_for(lock, time_out, [&] { return closed_ || channel->closed || has_news(); });
  if (closed_ || channel->closed) return Woken::closed;
  return has_news() ? Woken::news : Woken::time_out;
}

void LiveFeed::close_bin(BinNumber bin) {
  const std::lock_guard lock(mutex_);
  const auto channel = channels_.find(bin);
  if (channel == channels_.end()) return;
  channel->second->closed = true;
  channel->second->news.notify_all();
  channels_.erase(channel);  // who waits holds it
}

void LiveFeed::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (auto& [bin, channel] : channels_) channel->news.notify_all();
}

}  // namespace hookloop
