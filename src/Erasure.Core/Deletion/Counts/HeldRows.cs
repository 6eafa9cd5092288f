using System.IO.Compression;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Counts;

/// <summary>Whose rows an object holds, or a replacement of it takes away: by the match's number in the manifest.</summary>
internal sealed class HeldRows
{
    /// <summary>More than this isn't kept with an object: its record has its limits, and holds several.</summary>
    private const int MostBytes = 48 * 1024;

    /// <summary>Fewer bytes than this aren't worth compressing.</summary>
    private const int LeastCompressed = 256;

    private const byte Others = 1, Compressed = 2, Uncounted = 4;

    private readonly SortedDictionary<int, HeldBy> held = [];

    private HeldRows(IEnumerable<(int Match, HeldBy By)> held)
    {
        foreach ((int match, HeldBy by) in held)
        {
            this.held[match] = by;
        }
    }

    /// <summary>Nobody's, for sure.</summary>
    public static HeldRows None { get; } = new([]);

    /// <summary>By match; who isn't there holds nothing, unless there are <see cref="HasOthers"/>.</summary>
    public IReadOnlyDictionary<int, HeldBy> Matches => held;

    /// <summary>There may be others' who aren't told of.</summary>
    public bool HasOthers { get; private init; }

    /// <summary>As the finder says; null where it doesn't.</summary>
    /// <param name="asked">What it says.</param>
    /// <param name="wholeRows">The object's rows, where it goes as a whole: then who asks for all of them loses all of it.</param>
    public static HeldRows? Of(AskedRows? asked, long? wholeRows = null) =>
        asked is null ? null : new HeldRows(asked.Rows.Select(one => (one.Key, new HeldBy(one.Value, one.Value == wholeRows)))) { HasOthers = asked.HasOthers };

    /// <summary>Of an object that is somebody's as a whole.</summary>
    /// <param name="owners">Whose, as its key says.</param>
    /// <param name="rows">Its rows; null where they couldn't be counted.</param>
    /// <param name="asked">Of others who ask for some of its rows; null where nobody knows.</param>
    public static HeldRows Whole(IEnumerable<int> owners, long? rows, AskedRows? asked) =>
        new HeldRows([.. (Of(asked) ?? None).held.Select(one => (one.Key, one.Value)), .. owners.Select(owner => (owner, new HeldBy(rows, IsWhole: true)))]) { HasOthers = asked?.HasOthers ?? true };

    /// <summary>Who is in an older version: how many rows isn't counted.</summary>
    public static HeldRows Past(AskedRows? asked, IEnumerable<int> owners) =>
        new((asked?.Rows.Keys ?? []).Union(owners).Select(match => (match, new HeldBy(Rows: null, IsWhole: false)))) { HasOthers = asked is null || asked.HasOthers };

    /// <summary>Reads what <see cref="Pack"/> has made; null where there is none: an earlier version didn't tell.</summary>
    public static HeldRows? Unpack(byte[]? packed)
    {
        if (packed is null)
        {
            return null;
        }

        byte kind = packed[0];
        byte[] body = packed[1..];
        if ((kind & Compressed) != 0)
        {
            using BrotliStream brotli = new(new MemoryStream(body), CompressionMode.Decompress);
            using MemoryStream plain = new();
            brotli.CopyTo(plain);
            body = plain.ToArray();
        }

        List<(int, HeldBy)> read = [];
        using BinaryReader reader = new(new MemoryStream(body));
        int match = -1;
        while (reader.BaseStream.Position < body.Length)
        {
            match += reader.Read7BitEncodedInt();
            if ((kind & Uncounted) != 0)
            {
                read.Add((match, new HeldBy(Rows: null, IsWhole: false)));
                continue;
            }

            long told = reader.Read7BitEncodedInt64();
            read.Add((match, new HeldBy(told >> 1 == 0 ? null : (told >> 1) - 1, (told & 1) != 0)));
        }

        return new HeldRows(read) { HasOthers = (kind & Others) != 0 };
    }

    /// <summary>Some bytes for each match, for a record. Of very many matches only who they are is kept, and of still more nothing: null.</summary>
    public byte[]? Pack() => Pack(HasOthers ? Others : (byte)0) ?? Pack((byte)(Uncounted | (HasOthers ? Others : 0)));

    /// <summary>Both together.</summary>
    public HeldRows Plus(HeldRows other)
    {
        HeldRows sum = new(held.Select(one => (one.Key, one.Value))) { HasOthers = HasOthers || other.HasOthers };
        foreach ((int match, HeldBy by) in other.held)
        {
            sum.held[match] = held.TryGetValue(match, out HeldBy before) ? new HeldBy(before.Rows + by.Rows, before.IsWhole || by.IsWhole) : by;
        }

        return sum;
    }

    /// <summary>The same people, of whom nobody knows how many rows.</summary>
    public HeldRows WithoutNumbers() => new(held.Select(one => (one.Key, new HeldBy(Rows: null, one.Value.IsWhole)))) { HasOthers = HasOthers };

    /// <summary>With those who are in older versions. Who has rows in the current one too has as many as are there.</summary>
    /// <param name="past">Those; null where nobody knows.</param>
    public HeldRows WithPast(HeldRows? past) =>
        new([.. (past ?? None).held.Select(one => (one.Key, one.Value)), .. held.Select(one => (one.Key, one.Value))]) { HasOthers = HasOthers || past?.HasOthers != false };

    private byte[]? Pack(byte kind)
    {
        using MemoryStream body = new();
        using BinaryWriter writer = new(body);
        int before = -1;
        foreach ((int match, HeldBy by) in held)
        {
            writer.Write7BitEncodedInt(match - before);
            before = match;
            if ((kind & Uncounted) == 0)
            {
                writer.Write7BitEncodedInt64(((by.Rows + 1 ?? 0) << 1) | (by.IsWhole ? 1L : 0L));
            }
        }

        byte[] plain = body.ToArray();
        byte[] packed = new byte[plain.Length];
        byte[] told = plain.Length >= LeastCompressed && BrotliEncoder.TryCompress(plain, packed, out int length, quality: 2, window: 18)
            ? [(byte)(kind | Compressed), .. packed.AsSpan(0, length)]
            : [kind, .. plain];
        return told.Length <= MostBytes ? told : null;
    }
}

/// <summary>What one match holds in an object.</summary>
/// <param name="Rows">Rows; null where they weren't counted for him.</param>
/// <param name="IsWhole">All of the object is his.</param>
internal readonly record struct HeldBy(long? Rows, bool IsWhole);
