using Erasure.Core.Lake.Opinions;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.SecondOpinion;

/// <summary>Registers what gives second opinions.</summary>
public static class SecondOpinionServices
{
    /// <summary>Adds the <see cref="ISecondOpinion"/>.</summary>
    public static IServiceCollection AddSecondOpinion(this IServiceCollection services) => services.AddSingleton<ISecondOpinion, ForeignOpinion>();
}
