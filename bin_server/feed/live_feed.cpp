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

void LiveFeed::announce_change(BinNumber bin, FeedChange change) {
  const std::lock_guard lock(mutex_);
  const auto found = channels_.find(bin);
  if (found == channels_.end()) return;  // nobody has listened yet, or the bin is gone
  Channel& channel = *found->second;
  ++channel.change_count;
  channel.changes.push_back(std::move(change));
  if (channel.changes.size() > kMostChangesAhead) channel.changes.pop_front();
  channel.news.notify_all();
}

LiveFeed::ChangeCount LiveFeed::count_changes(BinNumber bin) {
  const std::lock_guard lock(mutex_);
  auto& channel = channels_[bin];
  if (!channel) channel = std::make_shared<Channel>();
  return channel->change_count;
}

std::vector<FeedChange> LiveFeed::take_changes(BinNumber bin, Seq up_to, ChangeCount& seen) const {
  const std::lock_guard lock(mutex_);
  std::vector<FeedChange> taken;
  const auto found = channels_.find(bin);
  if (found == channels_.end()) return taken;
  const Channel& channel = *found->second;
  const ChangeCount dropped = channel.change_count - channel.changes.size();
  for (seen = std::max(seen, dropped); seen < channel.change_count; ++seen) {
    const FeedChange& change = channel.changes[seen - dropped];
    if (change.seq > up_to) break;
    if (std::find(taken.begin(), taken.end(), change) == taken.end()) taken.push_back(change);
  }
  return taken;
}

LiveFeed::Woken LiveFeed::wait(BinNumber bin, Seq after, std::chrono::milliseconds time_out, ChangeCount changes_seen) {
  std::unique_lock lock(mutex_);
  auto& entry = channels_[bin];
  if (!entry) entry = std::make_shared<Channel>();
  const std::shared_ptr<Channel> channel = entry;  // stays while this waits, also when the bin is closed
  const auto has_news = [&] { return channel->last_seq > after || channel->change_count > changes_seen; };
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
