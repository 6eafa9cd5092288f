using Erasure.Host.CommandLine;

return await ErasureCommandLine.RunAsync(args, Console.Out, Console.Error);
