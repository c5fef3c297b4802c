// ankerl::unordered_dense by the standard library's containers: the same interface as far as the worker uses it.
#pragma once

#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	template<typename T>
	using hash = std::hash<T>;

	template<typename K, typename V, typename Hash = hash<K>, typename Equal = std::equal_to<K>>
	using map = std::unordered_map<K, V, Hash, Equal>;

	template<typename K, typename Hash = hash<K>, typename Equal = std::equal_to<K>>
	using set = std::unordered_set<K, Hash, Equal>;
} // namespace ankerl::unordered_dense
