using Erasure.Parquet.Codecs;

namespace Erasure.Parquet.Tests.Codecs;

public sealed class SnappyFragmentsTests
{
    [Fact]
    public void Fragments_of_our_own_blocks_decompress_one_by_one_to_the_same_bytes()
    {
        var fragments = new List<SnappyFragment>();
        for (int seed = 0; seed < 200; seed++)
        {
            byte[] data = Shapes.Make(seed);
            byte[] block = CodecContractTests.Compress(CodecTable.For(1), data);
            Assert.True(SnappyFragments.TryScan(block, fragments));
            int at = 0;
            foreach (SnappyFragment fragment in fragments)
            {
                var part = new byte[fragment.UncompressedLength];
                SnappyDecoder.DecompressTags(block.AsSpan(fragment.Offset, fragment.Length), part);
                Assert.True(data.AsSpan(at, part.Length).SequenceEqual(part), $"seed {seed}");
                at += part.Length;
            }

            Assert.Equal(data.Length, at);
        }
    }

    [Fact]
    public void A_fragment_taken_out_leaves_a_block_of_the_others()
    {
        var data = new byte[300_000];
        new Random(7).NextBytes(data.AsSpan(0, 150_000));
        byte[] block = CodecContractTests.Compress(CodecTable.For(1), data);
        var fragments = new List<SnappyFragment>();
        Assert.True(SnappyFragments.TryScan(block, fragments));
        var spliced = new byte[block.Length];
        int length = SnappyEncoder.WriteLength(data.Length - fragments[1].UncompressedLength, spliced);
        for (int i = 0; i < fragments.Count; i++)
        {
            if (i != 1)
            {
                block.AsSpan(fragments[i].Offset, fragments[i].Length).CopyTo(spliced.AsSpan(length));
                length += fragments[i].Length;
            }
        }

        byte[] expected = [.. data[..65_536], .. data[131_072..]];
        var back = new byte[expected.Length];
        Assert.Equal(expected.Length, CodecTable.For(1).Decompress(spliced.AsSpan(0, length), back));
        Assert.Equal(expected, back);
    }

    [Fact]
    public void A_copy_into_an_earlier_fragment_is_seen()
    {
        byte[] first = new byte[65_536];
        new Random(1).NextBytes(first);
        var block = new byte[80_000];
        int length = SnappyEncoder.WriteLength(65_536 + 8, block);
        length += SnappyEncoder.CompressFragment(first, block.AsSpan(length));
        // eight bytes from eight bytes before
        block[length++] = (8 - 1) << 2 | 2;
        block[length++] = 8;
        block[length++] = 0;
        Assert.False(SnappyFragments.TryScan(block.AsSpan(0, length), []));
        Assert.Equal(65_544, CodecTable.For(1).Decompress(block.AsSpan(0, length), new byte[65_544]));
    }

    [Fact]
    public void Mutants_are_scanned_or_refused()
    {
        for (int seed = 0; seed < 5_000; seed++)
        {
            byte[] mutant = CodecContractTests.Mutate(CodecContractTests.Compress(CodecTable.For(1), Shapes.Make(seed % 70)), new Random(seed));
            try
            {
                SnappyFragments.TryScan(mutant, []);
            }
            catch (RefusedException refused)
            {
                Assert.Equal(RefusalCode.Corrupt, refused.Code);
            }
        }
    }
}
