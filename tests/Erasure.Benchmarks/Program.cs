using Erasure.Benchmarks.Codecs;

string[] rest = args.Length > 0 ? args[1..] : [];
switch (args.FirstOrDefault())
{
    case "codecs":
        return CodecBenchmark.Run(rest);
    default:
        await Console.Error.WriteLineAsync("usage: dotnet run -c Release --project tests/Erasure.Benchmarks -- codecs");
        return 2;
}
