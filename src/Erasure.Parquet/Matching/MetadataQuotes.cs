using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Matching;

/// <summary>Looks for the values that are asked for in key/value metadata that are kept as they are: somebody else has to know what they are for.</summary>
internal sealed class MetadataQuotes(RowPredicate predicate)
{
    /// <summary>Shorter values are in any text by chance.</summary>
    private const int Shortest = 4;

    /// <summary>More values than this are not looked for: they would take more memory than the search for their rows.</summary>
    private const int MostValues = 100_000;

    private static readonly ConditionalWeakTable<RowPredicate, Dictionary<uint, List<byte[]>>> Tables = [];

    private readonly Lazy<Dictionary<uint, List<byte[]>>> table = new(() => Tables.GetValue(predicate, ByBeginning));

    /// <summary>Positions of the entries that quote a value.</summary>
    public IReadOnlyList<int> Find(ThriftList? keyValues)
    {
        List<int> quoting = [];
        for (int i = 0; i < (keyValues?.Count ?? 0); i++)
        {
            ThriftStruct entry = keyValues!.Struct(i);
            if (Quotes(entry.Binary(1), table.Value) || Quotes(entry.Binary(2), table.Value))
            {
                quoting.Add(i);
            }
        }

        return quoting;
    }

    private static bool Quotes(ReadOnlySpan<byte> text, Dictionary<uint, List<byte[]>> sought)
    {
        for (int i = 0; sought.Count > 0 && i + Shortest <= text.Length; i++)
        {
            if (sought.TryGetValue(BinaryPrimitives.ReadUInt32LittleEndian(text[i..]), out List<byte[]>? values))
            {
                foreach (byte[] value in values)
                {
                    if (text[i..].StartsWith(value))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static Dictionary<uint, List<byte[]>> ByBeginning(RowPredicate asked)
    {
        Dictionary<uint, List<byte[]>> byBeginning = [];
        IEnumerable<SecretText> texts = asked.Simple.SelectMany(match => match.Values).Concat(asked.Composite.SelectMany(match => match.Parts).Select(part => part.Value));
        foreach (byte[] value in texts.Take(MostValues).Select(text => Encoding.UTF8.GetBytes(text.Reveal())).Where(value => value.Length >= Shortest))
        {
            uint beginning = BinaryPrimitives.ReadUInt32LittleEndian(value);
            if (!byBeginning.TryGetValue(beginning, out List<byte[]>? values))
            {
                values = [];
                byBeginning.Add(beginning, values);
            }

            values.Add(value);
        }

        return byBeginning;
    }
}
