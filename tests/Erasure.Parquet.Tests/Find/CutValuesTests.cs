using Erasure.Parquet.Find;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Tests.Quirks;

namespace Erasure.Parquet.Tests.Find;

/// <summary>Bounds that may be the beginning of a value, sought among many values at once.</summary>
public sealed class CutValuesTests
{
    private static readonly byte[] Alphabet = [0x61, 0x62, 0, 0x80, 0x81];

    [Fact]
    public async Task All_values_at_once_say_what_each_says_by_itself()
    {
        HandmadeFile file = new() { Converted = 0, HasOrder = true };
        file.Begin().DataPage(HandmadeFile.Plain("x"), 1);
        file.End(1, 1);
        ParquetFile read = await ParquetFile.OpenAsync(new MemoryByteSource(file.Finish()), new ParquetEraserOptions(), default);
        Random random = new(20_261_130);
        int cuts = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[][] values = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => Text(random, random.Next(1, 12))).DistinctBy(Convert.ToHexString)];
            (byte[], int)[] asked = [.. values.Select((value, id) => (value, id))];
            ColumnQuery query = new(read.Schema.Leaves[0], ValueSet.Create(read.Schema.Leaves[0], asked), [.. values.Select(_ => true)]);
            for (int i = 0; i < 40; i++)
            {
                byte[] bound = i % 2 == 0 ? Text(random, random.Next(1, 12)) : [.. values[random.Next(values.Length)].Take(random.Next(1, 12))];
                bound[^1] += (byte)(i % 3 == 0 ? 1 : 0);
                bool isMax = i % 4 < 2;
                bool expected = Array.Exists(values, value => value.Length > 4 && CutValues.IsCut(value, bound, isMax));
                Assert.Equal(expected, query.Cut.HasCut(bound, isMax));
                cuts += expected ? 1 : 0;
            }
        }

        Assert.True(cuts > 1000, $"{cuts}");
    }

    private static byte[] Text(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => Alphabet[random.Next(Alphabet.Length)])];
}
