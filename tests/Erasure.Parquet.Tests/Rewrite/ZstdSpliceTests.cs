using System.Runtime.InteropServices;
using System.Text;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Codecs.Zstd;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Hashing;
using Erasure.Parquet.Rewrite;
using Erasure.Parquet.Tests.Codecs;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Rewrite;

public sealed class ZstdSpliceTests
{
    private static readonly int[] Levels = [-5, -1, 1, 2, 3, 5, 7, 9, 12, 15, 19];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_spliced_frame_decompresses_to_the_prefix_and_the_kept_parts(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 150; round++)
        {
            byte[] plain = random.Next(2) == 0 ? Shapes.Make(random.Next()) : Rows(random, random.Next(1, 20_000));
            byte[] frame = Variant(random, Compress(plain, Levels[random.Next(Levels.Length)]), plain);
            CheckRandomParts(random, frame, plain, $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_long_frame_is_spliced_wherever_rows_go(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 6; round++)
        {
            byte[] plain = Rows(random, 120_000);
            byte[] frame = Compress(plain, Levels[random.Next(Levels.Length)]);
            CheckRandomParts(random, frame, plain, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Frames_of_other_writers_are_spliced()
    {
        Random random = new(6);
        foreach (string path in Directory.EnumerateFiles(Repository.PathOf("tests", "Erasure.Parquet.Tests", "data", "codecs"), "*.zstd"))
        {
            byte[] plain = File.ReadAllBytes(Path.ChangeExtension(path, ".raw"));
            for (int round = 0; round < 20; round++)
            {
                CheckRandomParts(random, File.ReadAllBytes(path), plain, $"{Path.GetFileName(path)}, round {round}");
            }
        }
    }

    [Fact]
    public void A_frame_of_the_managed_encoder_is_spliced()
    {
        Random random = new(7);
        for (int round = 0; round < 60; round++)
        {
            byte[] plain = Shapes.Make(random.Next());
            CheckRandomParts(random, CodecContractTests.Compress(new ZstdCodec(null), plain), plain, $"round {round}");
        }
    }

    [LibzstdFact]
    public void Blocks_out_of_reach_of_what_goes_are_copied_as_they_are()
    {
        byte[] plain = Rows(new Random(8), 180_000), frame = Compress(plain, 3);
        List<int> ends = Ends(frame, plain.Length);
        List<ValueRun> kept = [new(0, 1_000_000), new(1_000_040, plain.Length - 1_000_040)];
        using ByteBuffer output = new();
        Assert.True(new ZstdSplice(frame, CollectionsMarshal.AsSpan(ends), plain, CollectionsMarshal.AsSpan(kept), CodecTable.For(6), output).TryWrite([], 0));
        Assert.True(output.Span[^500_000..].SequenceEqual(frame.AsSpan(^500_000..)));
        Assert.Equal(frame.AsSpan(20, 300_000), output.Span.Slice(20, 300_000));
        Assert.InRange(output.Length, frame.Length - 2_000, frame.Length + 2_000);
    }

    [Fact]
    public void Empty_blocks_are_passed_over()
    {
        byte[] plain = Rows(new Random(11), 40_000), frame = CodecContractTests.Compress(new ZstdCodec(null), plain);
        Assert.True(ZstdFrameHeader.TryRead(frame, out ZstdFrameHeader header));
        byte[] empty = [(2 << 3) | (2 << 1), 0, 0, 0, 0];
        frame = [.. frame[..header.HeaderLength], .. empty, .. empty, .. frame[header.HeaderLength..]];
        List<ValueRun> kept = [new(0, 700_000), new(700_050, plain.Length - 700_050)];
        using ByteBuffer output = new();
        Assert.True(new ZstdSplice(frame, CollectionsMarshal.AsSpan(Ends(frame, plain.Length)), plain, CollectionsMarshal.AsSpan(kept), CodecTable.For(6), output).TryWrite([], 0));
        var back = new byte[plain.Length - 50];
        Assert.Equal(back.Length, ManagedZstdDecoder.Decompress(output.Span, back));
        Assert.True(back.AsSpan(0, 700_000).SequenceEqual(plain.AsSpan(0, 700_000)) && back.AsSpan(700_000).SequenceEqual(plain.AsSpan(700_050)));
    }

    [Fact]
    public void A_damaged_frame_makes_nothing_that_is_wrong()
    {
        Random random = new(9);
        int spliced = 0, rounds = 3_000;
        for (int round = 0; round < rounds; round++)
        {
            byte[] plain = Rows(random, random.Next(1, 300));
            byte[] frame = Compress(plain, Levels[random.Next(Levels.Length)]);
            List<int> ends = random.Next(2) == 0 ? [] : Ends(frame, plain.Length);
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                frame[random.Next(frame.Length)] = (byte)random.Next(256);
            }

            List<ValueRun> kept = Parts(random, 0, plain.Length, 2_000);
            using ByteBuffer output = new();
            if (new ZstdSplice(frame, CollectionsMarshal.AsSpan(ends), plain, CollectionsMarshal.AsSpan(kept), CodecTable.For(6), output).TryWrite([], 0))
            {
                CheckContent(output.Span, [], plain, kept, $"round {round}");
                spliced++;
            }
        }

        Assert.InRange(spliced, 100, rounds - 100);
    }

    [Fact]
    public void Few_cuts_are_worth_it_and_many_are_not()
    {
        byte[] plain = Rows(new Random(10), 60_000), frame = Compress(plain, 3);
        List<ValueRun> few = [new(0, 1_000_000), new(1_000_100, plain.Length - 1_000_100)];
        List<ValueRun> many = [.. Enumerable.Range(0, 60).Select(i => new ValueRun(i * 30_000, 29_900))];
        Assert.True(ZstdSplice.IsWorthIt(frame, plain.Length, CollectionsMarshal.AsSpan(few)));
        Assert.False(ZstdSplice.IsWorthIt(frame, plain.Length, CollectionsMarshal.AsSpan(many)));
    }

    private static List<int> Ends(byte[] frame, int length)
    {
        List<int> ends = [];
        Assert.Equal(length, ManagedZstdDecoder.Decompress(frame, new byte[length], ends));
        return ends;
    }

    /// <summary>The same blocks in a frame with a checksum, without a content size, or as it is.</summary>
    private static byte[] Variant(Random random, byte[] frame, byte[] plain)
    {
        Assert.True(ZstdFrameHeader.TryRead(frame, out ZstdFrameHeader old));
        ZstdFrameHeader header = old with { HasChecksum = random.Next(2) == 0 };
        if (random.Next(3) == 0)
        {
            header = header with { IsSingleSegment = false, WindowSize = Math.Max(1 << 20, old.WindowSize), ContentSize = null };
        }

        var start = new byte[ZstdFrameHeader.MaxLength];
        uint checksum = (uint)XxHash64.Hash(plain);
        return [.. start[..header.Write(start)], .. frame[old.HeaderLength..], .. header.HasChecksum ? BitConverter.GetBytes(checksum) : []];
    }

    private static void CheckRandomParts(Random random, byte[] frame, byte[] plain, string what)
    {
        int replaced = random.Next(3) == 0 ? 0 : Math.Min(plain.Length, random.Next(1, 300));
        byte[] prefix = Prefix(random, plain.AsSpan(0, replaced));
        List<ValueRun> kept = Parts(random, replaced, plain.Length, random.Next(4) switch { 0 => 40, 1 => 2_000, 2 => 60_000, _ => 4_000_000 });
        Check(frame, plain, kept, prefix, replaced, what);
    }

    private static void Check(byte[] frame, byte[] plain, List<ValueRun> kept, byte[] prefix, int replaced, string what)
    {
        List<int> ends = Ends(frame, plain.Length);
        if (NativeZstd.Instance is { } library)
        {
            List<int> same = [];
            Assert.Equal(plain.Length, library.Decompress(frame, new byte[plain.Length], same));
            Assert.Equal(ends, same);
        }

        using ByteBuffer output = new();
        bool isSpliced = new ZstdSplice(frame, CollectionsMarshal.AsSpan(ends), plain, CollectionsMarshal.AsSpan(kept), CodecTable.For(6), output).TryWrite(prefix, replaced);
        Assert.Equal(kept.Count > 0, isSpliced);
        if (isSpliced)
        {
            CheckContent(output.Span, prefix, plain, kept, what);
        }
    }

    private static void CheckContent(ReadOnlySpan<byte> spliced, byte[] prefix, byte[] plain, List<ValueRun> kept, string what)
    {
        byte[] expected = [.. prefix, .. kept.SelectMany(run => plain[run.Start..run.End])];
        var back = new byte[expected.Length];
        Assert.True(expected.Length == ManagedZstdDecoder.Decompress(spliced, back), what);
        Assert.True(expected.AsSpan().SequenceEqual(back), what);
        if (NativeZstd.Instance is { } native)
        {
            back.AsSpan().Clear();
            Assert.True(expected.Length == native.Decompress(spliced, back), what);
            Assert.True(expected.AsSpan().SequenceEqual(back), what);
        }
    }

    private static byte[] Compress(byte[] plain, int level)
    {
        if (NativeZstd.Instance is not { } native)
        {
            return CodecContractTests.Compress(new ZstdCodec(null), plain);
        }

        var frame = new byte[plain.Length + (plain.Length >> 8) + 80];
        return frame[..native.Compress(plain, frame, level)];
    }

    /// <summary>Another prefix than the old one: of another length, or of the same with a few bytes changed.</summary>
    private static byte[] Prefix(Random random, ReadOnlySpan<byte> old)
    {
        byte[] prefix = old.ToArray();
        switch (random.Next(3))
        {
            case 0:
                prefix = new byte[random.Next(2) == 0 ? random.Next(60) : random.Next(3_000)];
                random.NextBytes(prefix);
                prefix.AsSpan(0, prefix.Length / 2).Fill(7);
                break;
            case 1 when !old.IsEmpty:
                random.NextBytes(prefix.AsSpan(random.Next(prefix.Length)..)[..1]);
                break;
            default:
                break;
        }

        return prefix;
    }

    /// <summary>Rows that resemble each other: a hex identifier, words, a number.</summary>
    private static byte[] Rows(Random random, int count)
    {
        string[] words = ["erasure", "parquet", "of the", "row", "\"name\":", "user@example.com", "2026-11-21T"];
        StringBuilder text = new();
        for (int i = 0; i < count; i++)
        {
            text.Append(random.NextInt64().ToString("x16")).Append('{').Append(words[random.Next(words.Length)]).Append(random.Next(1_000)).Append("}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static List<ValueRun> Parts(Random random, int from, int length, int longest)
    {
        List<ValueRun> parts = [];
        for (int position = from + (random.Next(2) * random.Next(100)); position < length;)
        {
            int count = Math.Min(length - position, random.Next(1, longest));
            parts.Add(new ValueRun(position, count));
            position += count + random.Next(1, random.Next(2) == 0 ? 100 : longest);
        }

        return parts;
    }
}
