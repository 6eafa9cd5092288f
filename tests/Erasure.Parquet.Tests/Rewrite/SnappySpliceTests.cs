using Erasure.Parquet.Buffers;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Rewrite;

namespace Erasure.Parquet.Tests.Rewrite;

public sealed class SnappySpliceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_spliced_block_decompresses_to_the_prefix_and_the_kept_parts(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 300; round++)
        {
            byte[] plain = Text(random, random.Next(1, 200_000));
            List<ValueRun> kept = Parts(random, plain.Length);
            byte[] prefix = new byte[random.Next(3) * random.Next(300)];
            random.NextBytes(prefix);

            byte[] expected = [.. prefix, .. kept.SelectMany(run => plain[run.Start..run.End])];
            Assert.Equal(expected, Splice(plain, kept, prefix));
        }
    }

    [Fact]
    public void What_is_cut_out_is_nowhere_in_the_new_block()
    {
        byte[] canary = "canary-1a2b3c4d5e6f"u8.ToArray();
        byte[] filler = new byte[500];
        byte[] plain = [.. filler, .. canary, .. filler, .. canary, .. "tail"u8];
        List<ValueRun> kept = [new(0, 500), new(519, 500), new(1038, 4)];
        using ByteBuffer output = Compressed(plain, kept, []);
        Assert.Equal(-1, output.Span.IndexOf(canary.AsSpan(0, 4)));
    }

    private static byte[] Splice(byte[] plain, List<ValueRun> kept, byte[] prefix)
    {
        using ByteBuffer output = Compressed(plain, kept, prefix);
        byte[] result = new byte[prefix.Length + kept.Sum(run => run.Count)];
        Assert.Equal(result.Length, CodecTable.For(1).Decompress(output.Span, result));
        return result;
    }

    private static ByteBuffer Compressed(byte[] plain, List<ValueRun> kept, byte[] prefix)
    {
        ICodec snappy = CodecTable.For(1);
        byte[] block = new byte[snappy.MaxCompressedLength(plain.Length)];
        int length = snappy.Compress(plain, block);
        List<SnappyMark> marks = [];
        SnappyDecoder.Decompress(block.AsSpan(0, length), new byte[plain.Length], marks);
        ByteBuffer output = new();
        new SnappySplice(block.AsSpan(0, length), marks.ToArray(), plain, kept.ToArray(), output).Write(prefix);
        return output;
    }

    /// <summary>Repetitive in places, with runs: literals, near and far copies, overlapping ones.</summary>
    private static byte[] Text(Random random, int length)
    {
        byte[] text = new byte[length];
        for (int i = 0; i < length;)
        {
            int run = Math.Min(length - i, random.Next(1, 80));
            switch (random.Next(4))
            {
                case 0:
                    random.NextBytes(text.AsSpan(i, run));
                    break;
                case 1:
                    text.AsSpan(i, run).Fill((byte)random.Next(256));
                    break;
                default:
                    int from = random.Next(Math.Max(1, i));
                    for (int j = 0; j < run; j++)
                    {
                        text[i + j] = text[from + j];
                    }

                    break;
            }

            i += run;
        }

        return text;
    }

    private static List<ValueRun> Parts(Random random, int length)
    {
        List<ValueRun> parts = [];
        int longest = random.Next(2) == 0 ? 40 : 20_000;
        for (int position = random.Next(2) * random.Next(100); position < length;)
        {
            int count = Math.Min(length - position, random.Next(1, longest));
            parts.Add(new ValueRun(position, count));
            position += count + random.Next(1, longest);
        }

        return parts;
    }
}
