using Erasure.Core.Configuration;
using ErasureFunctions.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
ErasureConfiguration configuration = AppConfiguration.Load(AppContext.BaseDirectory, Environment.GetEnvironmentVariable);
builder.Services.AddErasureFunctions(configuration, builder.Environment.IsDevelopment(), Environment.GetEnvironmentVariable);
builder.Build().Run();
