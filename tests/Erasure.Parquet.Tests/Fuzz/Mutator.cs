using System.Buffers.Binary;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Fuzz;

/// <summary>Damages Parquet files: half of the time the footer's fields, which reach the furthest, else bytes anywhere.</summary>
internal static class Mutator
{
    private static readonly long[] Numbers = [0, 1, -1, 2, 4, 7, 8, 31, 32, 100, 127, 128, 255, 65_535, 1 << 20, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    /// <summary>The same mutant for the same state of <paramref name="random"/>.</summary>
    public static byte[] Mutate(byte[] source, Random random) => random.Next(10) switch
    {
        < 5 => MutateFooter(source, random),
        < 8 => MutateBytes(source, random, 4, source.Length - 8),
        8 => MutateBytes(source, random, source.Length - 8 - FooterLength(source), source.Length),
        _ => Resize(source, random),
    };

    private static int FooterLength(byte[] source) => BinaryPrimitives.ReadInt32LittleEndian(source.AsSpan(source.Length - 8));

    private static byte[] MutateBytes(byte[] source, Random random, int from, int to)
    {
        byte[] mutant = [.. source];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(from, to);
            mutant[at] = random.Next(4) switch
            {
                0 => (byte)(mutant[at] ^ (1 << random.Next(8))),
                1 => (byte)(mutant[at] + random.Next(-3, 4)),
                2 => (byte)Numbers[random.Next(Numbers.Length)],
                _ => mutant[random.Next(mutant.Length)],
            };
        }

        return mutant;
    }

    private static byte[] Resize(byte[] source, Random random)
    {
        int at = random.Next(4, source.Length - 8);
        int length = random.Next(1, Math.Min(40, source.Length - at - 7));
        return random.Next(3) switch
        {
            0 => [.. source[..at], .. source[(at + length)..]],
            1 => [.. source[..at], .. source[at..(at + length)], .. source[at..]],
            _ => [.. source[..at], .. source[^8..]],
        };
    }

    private static byte[] MutateFooter(byte[] source, Random random)
    {
        int length = FooterLength(source);
        int start = source.Length - 8 - length;
        ThriftStruct footer = new CompactReader(source.AsSpan(start, length)).ReadStruct();
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            MutateStruct(footer, random);
        }

        byte[] mutated = CompactWriter.ToArray(footer);
        var size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, mutated.Length);
        return [.. source[..start], .. mutated, .. size, .. "PAR1"u8];
    }

    private static void MutateStruct(ThriftStruct value, Random random)
    {
        if (value.Fields.Count == 0)
        {
            value.Append((short)random.Next(1, 20), ThriftValue.I64(Numbers[random.Next(Numbers.Length)]));
            return;
        }

        (short id, ThriftValue field) = value.Fields[random.Next(value.Fields.Count)];
        int chance = random.Next(20);
        if (chance == 0)
        {
            value.Remove(id);
        }
        else if (chance == 1)
        {
            value.Set((short)random.Next(1, 15), field);
        }
        else
        {
            value.Set(id, MutateValue(field, random));
        }
    }

    private static ThriftValue MutateValue(ThriftValue value, Random random)
    {
        switch (value.Reference)
        {
            case ThriftStruct inner:
                MutateStruct(inner, random);
                return value;
            case ThriftList list:
                MutateList(list, random);
                return value;
            case byte[] bytes:
                return ThriftValue.Binary(random.Next(3) switch { 0 => [], 1 => bytes[..(bytes.Length / 2)], _ => [.. bytes, .. bytes] });
            default:
                long number = random.Next(3) switch { 0 => Numbers[random.Next(Numbers.Length)], 1 => value.Number + random.Next(-3, 4), _ => value.Number * random.Next(-1, 3) };
                return value.Type switch
                {
                    ThriftType.I32 => ThriftValue.I32((int)number),
                    ThriftType.True or ThriftType.False => ThriftValue.Bool(value.Number == 0),
                    _ => value with { Number = number },
                };
        }
    }

    private static void MutateList(ThriftList list, Random random)
    {
        if (list.Count == 0)
        {
            return;
        }

        int at = random.Next(list.Count);
        switch (random.Next(12))
        {
            case 0:
                list.Items.RemoveAt(at);
                break;
            case 1:
                list.Items.Insert(at, list.Items[random.Next(list.Count)]);
                break;
            case 2:
                list.Items.Clear();
                break;
            default:
                list.Items[at] = MutateValue(list.Items[at], random);
                break;
        }
    }
}
