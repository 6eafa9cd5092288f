using System.Buffers.Binary;
using Erasure.Parquet.Codecs;

namespace Erasure.Parquet.Tests.Codecs;

/// <summary>What writers have put under the deprecated codec 5.</summary>
public sealed class Lz4VariantsTests
{
    [Fact]
    public void A_bare_block_is_read()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            byte[] data = Shapes.Make(seed);
            AssertReads(CodecContractTests.Compress(CodecTable.For(7), data), data);
        }
    }

    [Fact]
    public void Several_hadoop_groups_of_several_blocks_are_read()
    {
        byte[] data = Shapes.Make(12);
        var framed = new List<byte>();
        foreach (byte[] group in data.Chunk((data.Length / 3) + 1))
        {
            Add(framed, group.Length);
            foreach (byte[] block in group.Chunk((group.Length / 2) + 1))
            {
                byte[] compressed = CodecContractTests.Compress(CodecTable.For(7), block);
                Add(framed, compressed.Length);
                framed.AddRange(compressed);
            }
        }

        AssertReads([.. framed], data);
    }

    [Theory]
    [InlineData(0x40)]
    [InlineData(0x60)]
    [InlineData(0x7c)]
    public void A_frame_is_read(byte flags)
    {
        byte[] data = Shapes.Make(12);
        List<byte> frame = [0x04, 0x22, 0x4d, 0x18, flags, 0x40];
        frame.AddRange(new byte[((flags & 8) != 0 ? 8 : 0) + 1]);
        foreach (byte[] part in data.Chunk((data.Length / 2) + 1))
        {
            byte[] block = CodecContractTests.Compress(CodecTable.For(7), part);
            bool stored = block.Length >= part.Length;
            frame.AddRange(BitConverter.GetBytes(stored ? (uint)part.Length | 0x8000_0000 : (uint)block.Length));
            frame.AddRange(stored ? part : block);
            frame.AddRange(new byte[(flags & 0x10) != 0 ? 4 : 0]);
        }

        frame.AddRange(new byte[4 + ((flags & 4) != 0 ? 4 : 0)]);
        AssertReads([.. frame], data);
    }

    private static void Add(List<byte> target, int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        target.AddRange(bytes);
    }

    private static void AssertReads(byte[] compressed, byte[] data)
    {
        var back = new byte[data.Length];
        Assert.Equal(data.Length, CodecTable.For(5).Decompress(compressed, back));
        Assert.Equal(data, back);
    }
}
