using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Tests.Shared.Jobs;

/// <summary>Very many small objects that take no room until one is replaced: for what a job does around its objects, not with them.</summary>
/// <param name="count">Objects.</param>
/// <param name="holdsMatch">The object of that number holds a row of <see cref="PersonOf"/>.</param>
internal sealed class SimulatedLake(int count, Func<int, bool> holdsMatch) : IObjectStore
{
    public const string Prefix = "sim";

    private const string Whole = "v1";
    private static readonly DateTimeOffset Written = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<int, byte[]> replaced = new();

    public int Replaced => replaced.Count;

    public static string PersonOf(int number) => string.Create(CultureInfo.InvariantCulture, $"user-{number:D9}");

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => ListAsync(prefix, null, cancellationToken);

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        for (int i = after is null ? 0 : NumberOf(after) + 1; i < count && KeyOf(0).StartsWith(prefix, StringComparison.Ordinal); i++)
        {
            yield return Describe(i, BytesOf(i));
        }
    }

    public Task<IOpenObject?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        int number = NumberOf(key);
        byte[] bytes = BytesOf(number);
        return Task.FromResult<IOpenObject?>(new SimulatedObject(Describe(number, bytes), bytes));
    }

    public async Task<ObjectInfo?> TryReplaceAsync(IOpenObject original, RewritePlan plan, CancellationToken cancellationToken)
    {
        using MemoryStream successor = new();
        await foreach (Segment segment in plan.Segments.WithCancellation(cancellationToken))
        {
            byte[] piece = segment switch
            {
                Segment.Copy copy => await ReadAsync(original, copy, cancellationToken),
                Segment.Write write => write.Bytes.ToArray(),
                _ => [],
            };
            successor.Write(piece);
        }

        int number = NumberOf(original.Info.Key);
        byte[] bytes = successor.ToArray();
        return replaced.TryAdd(number, bytes) ? Describe(number, bytes) : null;
    }

    public Task<bool> TryDeleteAsync(IOpenObject original, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No key of these names anyone.");

    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}/{number / 1000:D4}/{number:D7}.jsonl");

    private static int NumberOf(string key) => int.Parse(Path.GetFileNameWithoutExtension(key), CultureInfo.InvariantCulture);

    private ObjectInfo Describe(int number, byte[] bytes) => new(KeyOf(number), bytes.Length, replaced.ContainsKey(number) ? "v2" : Whole, Written);

    private byte[] BytesOf(int number) => replaced.TryGetValue(number, out byte[]? bytes)
        ? bytes
        : Encoding.UTF8.GetBytes($$"""{"by":"somebody","n":{{number}}}""" + "\n" + (holdsMatch(number) ? $$"""{"by":"{{PersonOf(number)}}"}""" + "\n" : ""));

    private static async Task<byte[]> ReadAsync(IOpenObject source, Segment.Copy range, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[range.Count];
        await source.ReadAsync(range.Offset, bytes, cancellationToken);
        return bytes;
    }

    private sealed class SimulatedObject(ObjectInfo info, byte[] bytes) : IOpenObject
    {
        public ObjectInfo Info => info;

        public long Length => bytes.Length;

        public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            bytes.AsMemory((int)offset, destination.Length).CopyTo(destination);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
