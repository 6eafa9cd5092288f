using System.Buffers.Binary;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Tests.Corpus;

namespace Erasure.Parquet.Tests.Metadata;

/// <summary>Whether an Arrow writer's schema has dictionaries (arrow, format/Schema.fbs).</summary>
public sealed class ArrowSchemaTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_field_is_a_dictionary_if_it_says_so(bool isDictionary, bool hasMark)
    {
        byte[] message = new byte[80];
        Put(message, [16]);
        PutShorts(message.AsSpan(4), [10, 8, 0, 0, 4]);
        Put(message.AsSpan(16), [12, 12]);
        PutShorts(message.AsSpan(24), [8, 8, 0, 4]);
        Put(message.AsSpan(32), [8, 4, 1, 20]);
        PutShorts(message.AsSpan(48), [14, 8, 0, 0, 0, 0, (short)(isDictionary ? 4 : 0)]);
        Put(message.AsSpan(64), [16, 4]);
        byte[] length = [80, 0, 0, 0];
        byte[] framed = hasMark ? [0xFF, 0xFF, 0xFF, 0xFF, .. length, .. message] : [.. length, .. message];
        Assert.Equal(isDictionary, ArrowSchema.MayHaveDictionaries(Convert.ToBase64String(framed)));
        for (int i = 0; i < framed.Length; i++)
        {
            // whatever is left of it: an answer, and none that rests on bytes that aren't there
            ArrowSchema.MayHaveDictionaries(Convert.ToBase64String(framed.AsSpan(0, i)));
        }
    }

    [CorpusTheory]
    [InlineData("null_list.parquet")]
    [InlineData("list_columns.parquet")]
    [InlineData("sort_columns.parquet")]
    public async Task Files_of_pyarrow_without_categories_have_none(string name)
    {
        using FileByteSource source = new(Path.Combine(CorpusTheoryAttribute.Folder, "data", name));
        ParquetFile file = await ParquetFile.OpenAsync(source, new ParquetEraserOptions(), default);
        Assert.False(ArrowSchema.MayHaveDictionaries(file.Metadata));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not Base64")]
    public void What_cannot_be_read_may_have_some(string text) => Assert.True(ArrowSchema.MayHaveDictionaries(text));

    private static void Put(Span<byte> bytes, int[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(4 * i)..], values[i]);
        }
    }

    private static void PutShorts(Span<byte> bytes, short[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes[(2 * i)..], values[i]);
        }
    }
}
