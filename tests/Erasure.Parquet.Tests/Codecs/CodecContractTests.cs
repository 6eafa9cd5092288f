using Erasure.Parquet.Codecs;

namespace Erasure.Parquet.Tests.Codecs;

/// <summary>What the pages rely on, held against every codec by its number in the format.</summary>
public sealed class CodecContractTests
{
    /// <summary>zstd as it is without libzstd.</summary>
    internal const int ManagedZstd = -6;

    public static TheoryData<int> Codecs => [0, 1, 2, 4, 5, 6, 7, ManagedZstd];

    internal static ICodec For(int number) => number == ManagedZstd ? new ZstdCodec(null) : CodecTable.For(number);

    [Theory]
    [MemberData(nameof(Codecs))]
    public void What_is_compressed_comes_back(int number)
    {
        ICodec codec = For(number);
        for (int seed = 0; seed < 350; seed++)
        {
            byte[] data = Shapes.Make(seed);
            byte[] compressed = Compress(codec, data);
            var back = new byte[data.Length];
            Assert.Equal(data.Length, codec.Decompress(compressed, back));
            Assert.True(data.AsSpan().SequenceEqual(back), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void The_bound_of_a_compressed_length_is_enough_and_nothing_is_written_past_it(int number)
    {
        ICodec codec = For(number);
        for (int seed = 0; seed < 350; seed++)
        {
            byte[] data = Shapes.Make(seed);
            int bound = codec.MaxCompressedLength(data.Length);
            byte[] target = Guarded(bound);
            int written = codec.Compress(data, target.AsSpan(64, bound));
            Assert.InRange(written, 0, bound);
            AssertGuards(target, bound);
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void A_destination_too_short_is_a_coded_refusal_and_never_an_overrun(int number)
    {
        ICodec codec = For(number);
        for (int seed = 0; seed < 350; seed++)
        {
            byte[] data = Shapes.Make(seed);
            if (data.Length == 0)
            {
                continue;
            }

            byte[] compressed = Compress(codec, data);
            int room = new Random(seed).Next(data.Length);
            byte[] target = Guarded(room);
            RefusedException refused = Assert.Throws<RefusedException>(() => codec.Decompress(compressed, target.AsSpan(64, room)));
            Assert.Equal(RefusalCode.Corrupt, refused.Code);
            AssertGuards(target, room);
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void A_destination_too_long_is_filled_as_far_as_the_bytes_go(int number)
    {
        ICodec codec = For(number);
        for (int seed = 0; seed < 70; seed++)
        {
            byte[] data = Shapes.Make(seed);
            var back = new byte[data.Length + 100];
            Assert.Equal(data.Length, codec.Decompress(Compress(codec, data), back));
            Assert.True(data.AsSpan().SequenceEqual(back.AsSpan(0, data.Length)), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Mutated_and_truncated_bytes_give_coded_refusals_only(int number)
    {
        ICodec codec = For(number);
        int refusals = 0;
        for (int seed = 0; seed < 4_000; seed++)
        {
            byte[] data = Shapes.Make(seed % 7 == 5 ? 4 : seed);
            var random = new Random(seed);
            byte[] mutant = Mutate(Compress(codec, data), random);
            byte[] target = Guarded(data.Length);
            try
            {
                codec.Decompress(mutant, target.AsSpan(64, data.Length));
            }
            catch (RefusedException refused)
            {
                Assert.True(refused.Code is RefusalCode.Corrupt or RefusalCode.ChecksumMismatch or RefusalCode.UnsupportedCodec or RefusalCode.TooLarge);
                refusals++;
            }

            AssertGuards(target, data.Length);
        }

        Assert.True(refusals > 0 || number == 0);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(-1)]
    public void A_codec_that_cannot_be_written_back_is_refused_by_its_number(int number)
    {
        RefusedException refused = Assert.Throws<RefusedException>(() => CodecTable.For(number));
        Assert.Equal(RefusalCode.UnsupportedCodec, refused.Code);
    }

    internal static byte[] Compress(ICodec codec, byte[] data)
    {
        var target = new byte[codec.MaxCompressedLength(data.Length)];
        return target[..codec.Compress(data, target)];
    }

    internal static byte[] Mutate(byte[] bytes, Random random)
    {
        byte[] mutant = [.. bytes];
        if (random.Next(4) == 0)
        {
            return mutant[..random.Next(mutant.Length + 1)];
        }

        for (int change = random.Next(1, 6); change > 0 && mutant.Length > 0; change--)
        {
            int at = random.Next(2) == 0 ? random.Next(Math.Min(mutant.Length, 24)) : random.Next(mutant.Length);
            mutant[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)(mutant[at] ^ (1 << random.Next(8))), _ => 0xff };
        }

        return mutant;
    }

    private static byte[] Guarded(int length)
    {
        var guarded = new byte[length + 128];
        guarded.AsSpan().Fill(0xa5);
        return guarded;
    }

    private static void AssertGuards(byte[] guarded, int length)
    {
        Assert.Equal(-1, guarded.AsSpan(0, 64).IndexOfAnyExcept((byte)0xa5));
        Assert.Equal(-1, guarded.AsSpan(64 + length).IndexOfAnyExcept((byte)0xa5));
    }
}
