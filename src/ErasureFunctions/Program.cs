using Erasure.Core;
using Erasure.Core.Configuration;
using Erasure.Core.Settings;
using Erasure.Core.Vault;
using Erasure.Parquet;
using ErasureFunctions.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

if (RuntimeCulture.Begin() is { } fault)
{
    throw new InvalidOperationException(fault);
}

TunnelOnlyProxy.Use();
FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
HostEnvironment environment = HostEnvironment.Read();
ErasureConfiguration configuration = AppConfiguration.Load(AppContext.BaseDirectory, environment);
builder.Services.AddErasureFunctions(configuration, builder.Environment.IsDevelopment(), environment);

IHost host = builder.Build();

// A key that can't be read is told now, and not by the first request.
host.Services.GetRequiredService<IMasterKey>();
host.Run();
