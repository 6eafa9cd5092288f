using Erasure.Benchmarks.Codecs;
using Erasure.Benchmarks.Durable;
using Erasure.Benchmarks.Engine;
using Erasure.Benchmarks.Jobs;
using Erasure.Benchmarks.Parquet;
using Erasure.Benchmarks.Wire;

string[] rest = args.Length > 0 ? args[1..] : [];
switch (args.FirstOrDefault())
{
    case "codecs":
        return CodecBenchmark.Run(rest);
    case "day":
        return await DayBenchmark.RunAsync(rest);
    case "durable":
        return await DurableBenchmark.RunAsync(rest);
    case "engine":
        return await EngineBenchmark.RunAsync(rest);
    case "jobs":
        return await JobBenchmark.RunAsync(rest);
    case "parquet":
        return await ParquetBenchmark.RunAsync(rest);
    case "parquet-worker":
        return await ParquetWorker.RunAsync(rest);
    case "wire":
        return await WireBenchmark.RunAsync(rest);
    default:
        await Console.Error.WriteLineAsync("usage: dotnet run -c Release --project tests/Erasure.Benchmarks -- codecs|day|durable|engine|jobs|parquet|wire [options]");
        return 2;
}
