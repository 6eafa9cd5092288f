using Erasure.Parquet.Codecs;

namespace Erasure.Parquet.Tests.Codecs;

/// <summary>Tags that no encoder here writes, and blocks that end or go wrong at any place.</summary>
public sealed class SnappyDecoderTests
{
    private const int Guard = 64;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_kind_of_tag_is_decoded_with_and_without_marks(int style)
    {
        for (int seed = 0; seed < 400; seed++)
        {
            SnappyTags tags = SnappyTags.Random(new Random((1_000 * style) + seed), style);
            List<SnappyMark> marks = [];
            Assert.True(tags.Plain.AsSpan().SequenceEqual(Decode(tags.Block, tags.Plain.Length, null)), $"seed {seed}");
            Assert.True(tags.Plain.AsSpan().SequenceEqual(Decode(tags.Block, tags.Plain.Length, marks)), $"seed {seed}");
            AssertMarks(tags, marks);
        }
    }

    [Fact]
    public void A_copy_of_any_length_repeats_what_is_at_any_offset()
    {
        foreach (int after in new[] { 0, 200 })
        {
            for (int offset = 1; offset <= 130; offset++)
            {
                for (int length = 1; length <= 64; length++)
                {
                    SnappyTags tags = new();
                    tags.Literal(new Random(offset), 150);
                    tags.Copy(offset, length, 2);
                    tags.Literal(new Random(length), after);
                    Assert.True(tags.Plain.AsSpan().SequenceEqual(Decode(tags.Block, tags.Plain.Length, null)), $"offset {offset}, length {length}");
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_copy_from_before_the_block_or_from_nowhere_is_refused_wherever_it_stands(int kind)
    {
        foreach (int before in new[] { 1, 60, 700, 1_500 })
        {
            foreach (int after in new[] { 0, 5, 500 })
            {
                foreach (int offset in new[] { 0, before + 1, kind == 1 ? 2047 : 65535, kind == 3 ? -1 : 0 })
                {
                    SnappyTags tags = new();
                    tags.Literal(new Random(before), before);
                    tags.RawCopy(offset, 8, kind);
                    tags.Literal(new Random(after), after);
                    AssertRefused(tags.Block, before + 8 + after);
                }
            }
        }
    }

    [Fact]
    public void A_block_that_ends_anywhere_too_early_is_refused_and_so_is_one_that_makes_too_much()
    {
        for (int style = 0; style < 4; style++)
        {
            SnappyTags tags = SnappyTags.Random(new Random(style), style, 1_200);
            byte[] block = tags.Block;
            for (int length = 2; length < block.Length; length++)
            {
                AssertRefused(block[..length], tags.Plain.Length);
            }

            for (int length = 0; length < tags.Plain.Length; length++)
            {
                AssertRefused(SnappyTags.WithLength(tags.Tags, length), length);
            }
        }
    }

    /// <summary>A literal of more than 4 GiB that isn't there.</summary>
    [Fact]
    public void The_longest_literal_is_refused()
    {
        byte[] tags = [0xfc, 0xff, 0xff, 0xff, 0xff, .. new byte[2_000]];
        AssertRefused(SnappyTags.WithLength(tags, 2_000), 2_000);
    }

    private static void AssertRefused(byte[] block, int length)
    {
        foreach (List<SnappyMark>? marks in new[] { null, new List<SnappyMark>() })
        {
            RefusedException refused = Assert.Throws<RefusedException>(() => Decode(block, length, marks));
            Assert.Equal(RefusalCode.Corrupt, refused.Code);
        }
    }

    private static void AssertMarks(SnappyTags tags, List<SnappyMark> marks)
    {
        int begin = 0, at = 0;
        foreach (SnappyMark mark in marks)
        {
            int lowest = begin;
            for (; at < tags.Made.Count && tags.Made[at].OutputEnd <= mark.Output; at++)
            {
                lowest = Math.Min(lowest, tags.Made[at].From);
            }

            Assert.Equal(tags.Made[at - 1].InputEnd, mark.Input);
            Assert.Equal(tags.Made[at - 1].OutputEnd, mark.Output);
            Assert.Equal(lowest, mark.Lowest);
            Assert.True(mark.Output - begin >= SnappyMark.Stride || mark.Output == tags.Plain.Length);
            begin = mark.Output;
        }

        Assert.Equal(tags.Plain.Length, begin);
    }

    private static byte[] Decode(byte[] block, int length, List<SnappyMark>? marks)
    {
        byte[] target = new byte[length + (2 * Guard)];
        target.AsSpan().Fill(0xa5);
        try
        {
            Assert.Equal(length, SnappyDecoder.Decompress(block, target.AsSpan(Guard, length), marks));
        }
        finally
        {
            Assert.Equal(-1, target.AsSpan(0, Guard).IndexOfAnyExcept((byte)0xa5));
            Assert.Equal(-1, target.AsSpan(Guard + length).IndexOfAnyExcept((byte)0xa5));
        }

        return target[Guard..(Guard + length)];
    }
}
